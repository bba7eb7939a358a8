import { expect, it } from 'vitest';

import { redact, redactText, serializeError } from './redact';

it.each([
  ['call 13812345678 now', 'call [phone] now'],
  ['+86 13812345678', '[phone]'],
  ['from 02112345678', 'from [phone]'],
  ['call 138-1234-5678, wx13812345678 or １３８１２３４５６７８', 'call [phone], wx[phone] or [phone]'],
  ['(leads_phone)=(138 1234 5678)', '(leads_phone)=([phone])'],
  ['0571-26883106, 010 88886666, 400-820-8820, +852 9123 4567', '[phone], [phone], [phone], [phone]'],
  ['at 2026-11-29 14:03:21.123 in file.js:1234:567', 'at 2026-11-29 14:03:21.123 in file.js:1234:567'],
  ['request 4F1A0123-4567-1234-89AB-8901CDEF2345', 'request 4F1A0123-4567-1234-89AB-8901CDEF2345'],
  ['token cb_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG done', 'token cb_[redacted] done'],
  ['jwt eyJhbGciOiJkaXIi..abc.def-g.h', 'jwt [jwt]'],
  [
    'at https://b.oss-cn-shanghai.aliyuncs.com/a.wav?Signature=x&Expires=1 end',
    'at https://b.oss-cn-shanghai.aliyuncs.com/a.wav?[redacted] end',
  ],
  ['postgres://user:pass@host/db', 'postgres://[redacted]@host/db'],
  ['job 1234567890123456789', 'job 1234567890123456789'],
])('%s', (text, redacted) => {
  expect(redactText(text)).toBe(redacted);
});

it('leaves the ids of requests whole, whose digits may look like a number', () => {
  for (const id of ['f3b03f87-52d1-4d88-9b1c-0358637771b1', '4AB49A44-A004-4355-9697-B804F325A402']) {
    expect(redactText(`request ${id} failed`)).toBe(`request ${id} failed`);
  }
  expect(redactText('4ab49a44-a004-4355-9697-b804f325a402 of 13812348000')).toMatch(/402 of \[phone\]$/);
});

it('drops the values of secret fields, however deep', () => {
  expect(
    redact({ a: [{ password: 'p', leads_phone: '1', ok: 1 }], headers: { cookie: 'c' }, requestId: 'r' }),
  ).toEqual({
    a: [{ password: '[redacted]', leads_phone: '[redacted]', ok: 1 }],
    headers: { cookie: '[redacted]' },
    requestId: 'r',
  });
});

it('tells an error with its causes but without the row that failed', () => {
  const cause = Object.assign(new Error('refused'), {
    code: '23505',
    detail: 'Key (phone)=(13812345678)',
    parameters: ['x'],
  });
  const told = serializeError(new Error('Failed query: insert\nparams: 张三,13812345678', { cause }));
  expect(told).toMatchObject({
    message: 'Failed query: insert\nparams: [redacted]',
    cause: { message: 'refused', code: '23505' },
  });
  expect(JSON.stringify(told)).not.toMatch(/13812345678|张三|parameters|detail/);
});
