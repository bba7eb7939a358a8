import { expect, it } from 'vitest';

import { DEFAULT_LAYOUTS, isForced, layoutAt, readLayout } from './columns';

it('reads a layout of another build: what is not known is left out, the lead stays first, pinned ones behind it', () => {
  const given = {
    columns: [
      { key: 'duration', width: 9 },
      { key: 'label:客户年龄', pinned: true, width: 120.4 },
      { key: 'sentiment' },
      { key: 'duration', width: 90 },
      { key: 'lead', pinned: true },
      'checked',
      { key: `label:${'长'.repeat(41)}` },
    ],
    density: 'tiny',
  };
  expect(readLayout(given)).toEqual({
    columns: [
      { key: 'lead' },
      { key: 'label:客户年龄', pinned: true, width: 120 },
      { key: 'duration', width: 40 },
    ],
    density: 'comfortable',
  });
});

it.each([null, 'x', {}, { columns: 'all' }])('is none: %j', (given) => {
  expect(readLayout(given)).toBeNull();
});

it('over all tasks each row names its task, behind what is pinned; in one task nothing is added', () => {
  const layout = readLayout({ columns: [{ key: 'lead' }, { key: 'grade', pinned: true }, { key: 'due' }] })!;
  expect(layoutAt('all', layout).columns.map(({ key }) => key)).toEqual(['lead', 'grade', 'task', 'due']);
  expect(layoutAt('task', layout)).toBe(layout);
  expect(layoutAt('all', DEFAULT_LAYOUTS.all)).toBe(DEFAULT_LAYOUTS.all);
  expect([isForced('all', 'task'), isForced('task', 'task'), isForced('task', 'lead')]).toEqual([
    true,
    false,
    true,
  ]);
});
