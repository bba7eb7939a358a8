import { describe, expect, it } from 'vitest';

import { maskJson, maskNumber } from './masking';

describe('maskNumber', () => {
  it.each([
    ['13812348000', '138****8000'],
    ['+8613812348000', '+86138****8000'],
    ['86 13812348000', '86 138****8000'],
    ['057126883106', '0571****3106'],
    ['138****8000', '138****8000'],
    ['12345', '****'],
    ['400-820-8820', '400****8820'],
  ])('shows %s as %s', (number, shown) => {
    expect(maskNumber(number)).toBe(shown);
  });
});

describe('maskJson', () => {
  it('masks number fields, mobile numbers in texts and known numbers, and nothing else', () => {
    const masked = maskJson(
      {
        JobId: '1754361186153-4493-885b-86b85052aae9',
        CallId: '1528189846043',
        CallingNumbers: ['057126883106'],
        Contacts: [{ PhoneNumber: '13812348000', ContactName: '张三' }],
        Tasks: [
          {
            Conversation: [
              { Script: '我的电话是13912345678，座机02188886666', Timestamp: 1_579_068_424_883 },
            ],
          },
        ],
      },
      ['02188886666'],
    );
    expect(masked).toEqual({
      JobId: '1754361186153-4493-885b-86b85052aae9',
      CallId: '1528189846043',
      CallingNumbers: ['0571****3106'],
      Contacts: [{ PhoneNumber: '138****8000', ContactName: '张三' }],
      Tasks: [
        {
          Conversation: [{ Script: '我的电话是139****5678，座机0218****6666', Timestamp: 1_579_068_424_883 }],
        },
      ],
    });
  });

  it('takes signed links out of texts', () => {
    const text =
      '录音 http://b.oss-cn-shanghai.aliyuncs.com/r.wav?Expires=1&OSSAccessKeyId=k&Signature=s 在此';
    expect(maskJson({ Note: text })).toEqual({ Note: '录音 [link] 在此' });
  });
});
