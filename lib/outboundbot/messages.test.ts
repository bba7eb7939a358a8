import { describe, expect, it } from 'vitest';

import { shortenMessage } from './messages';

describe('shortenMessage', () => {
  it.each([
    ['The specified parameter is not valid.', [], 'The specified parameter is not valid.'],
    ['code: 400, bad request id: 5C1A6E1E-2B0D-4B6B-8E4C-1A2B3C4D5E6F', [], 'code: 400, bad'],
    [
      'ECONNREFUSED POST http://10.0.0.1:80/?InstanceId=a&JobId.1=b failed.',
      [],
      'ECONNREFUSED POST … failed.',
    ],
    ['connect 10.0.0.1:443 and [::1]:80', [], 'connect … and …'],
    ['job 1754361186153-4493-885b-86b85052aae9 is missing', [], 'job … is missing'],
    ['job a(b)*c is not ab', ['a(b)*c', 'ab'], 'job … is not …'],
    ['id 1 of 11 and 1-1', ['1'], 'id … of 11 and 1-1'],
    ['key LTAI5tAbCd is inactive', [], 'key … is inactive'],
    ['see outboundbot.cn-shanghai.aliyuncs.com/x', [], 'see …'],
    [
      'Specified signature does not match. server string to sign is:[POST&x\nhost:a]',
      [],
      'Specified signature does not match. …',
    ],
    ['two\r\n lines\u0000here', [], 'two lines here'],
    ['参数 不正确', [], '参数 不正确'],
  ])('%j without %j', (text, ids, expected) => {
    expect(shortenMessage(text, ids)).toBe(expected);
  });

  it('keeps to 200 characters and to whole ones', () => {
    const shortened = shortenMessage('😀'.repeat(300));
    expect(shortened.length).toBeLessThanOrEqual(200);
    expect(shortened.isWellFormed()).toBe(true);
  });
});
