import { describe, expect, it } from 'vitest';

import { refreshInputSchema } from './refresh-input';

const read = (json: string) => refreshInputSchema.safeParse(JSON.parse(json));

describe('the body of a refresh', () => {
  it.each(['9007199254740993', '1e300', '2147483648', '1.0', '1'])('takes the whole number %s', (number) => {
    const { data } = read(`{"task_id": ${number}, "page": ${number}}`);
    expect(data?.task_id).toBe(Math.min(Number(number), Number.MAX_SAFE_INTEGER));
    expect(data?.page).toBe(data?.task_id);
  });

  it.each(['1.5', '0', '-1', '-1e300', '"54"', 'true', 'null', '1e400'])('refuses %s', (value) => {
    expect(read(`{"task_id": ${value}}`).success).toBe(false);
    expect(read(`{"task_id": 1, "page": ${value}}`).success).toBe(false);
  });

  it('has its defaults', () => {
    expect(read('{"task_id": 54}').data).toEqual({
      task_id: 54,
      page: 1,
      page_size: 20,
      skip_recording: true,
    });
    expect(read('{"task_id": 54, "page_size": 501}').success).toBe(false);
  });
});
