import { describe, expect, it } from 'vitest';

import { hiddenSpans, maskAnswer, maskText } from './masking';

describe('a text', () => {
  it.each([
    ['回电 138-1234-8000 找王老师', '回电 138****8000 找王老师'],
    ['座机０５７１－２６８８３１０６', '座机０５７１－２６****０６'],
    ['加微信 wx13912345678 吧', '加微信 wx139****5678 吧'],
    ['甲 13912345678 乙 13900005678', '甲 139****5678 乙 139****5678'],
    ['010-88886666/021-66668888', '010-88****66/021-66****88'],
    ['先打 13912345678、13800005678', '先打 139****5678、138****5678'],
    ['幺三八，零零幺三，八零零零', '幺三八****八零零零'],
    ['{"phone":"13812348000","n":13912345678}', '{"phone":"138****8000","n":139****5678}'],
    ['客服 4008123123 转 2', '客服 400****123 转 2'],
    ['订单 20261129140321', '订单 202****0321'],
    ['本人 +86 13812348000，座机 057126883106', '本人 +86 138****8000，座机 0571****3106'],
    ['2026-11-29 13812348000', '2026-11-29 138****8000'],
    ['13812348000 2026-11-29', '138****8000 2026-11-29'],
    // Star signs hide nothing by themselves.
    ['13812348000*', '138****8000*'],
    ['*13812348000', '*138****8000'],
    ['****13812348000', '****138****8000'],
  ])('%s shows %s', (text, shown) => {
    expect(maskText(text)).toBe(shown);
    expect(maskText(shown)).toBe(shown);
  });

  it.each([
    '2026-11-29 14:03',
    '2026-11-29 14:03:21',
    '2026/11/29 14:03-15:30 到店',
    '2026-11-23T06:03:21.123Z',
    '2026-11-23T14:03:21+08:00',
    '29.11.2026 14:03',
    '2026年11月29日 14:03',
    '14:03:21，14:05:00，15:00',
    '预算 1,500,000 元，定金 ¥12,345.60，尾款 12345.67元',
    '3号楼 2单元 301，面积 120',
    '138****8000 139****5678',
    '中行 95588',
    '第 123456 号',
    '已回访？是',
    'https://example.com/help/a',
  ])('keeps %s', (text) => {
    expect(maskText(text)).toBe(text);
  });

  it.each([
    'http://b.oss-cn-shanghai.aliyuncs.com/r.wav?Expires=1&OSSAccessKeyId=k&Signature=s',
    'https://b.oss-cn-shanghai.aliyuncs.com/r.wav',
    'https://store.example/r.wav?X-Amz-Credential=k&X-Amz-Signature=s',
    'https://store.example/r.wav?sig=s',
    '//store.example/r.wav?token=s',
    'store.example/r.wav?token=s',
    String.raw`https:\/\/store.example\/r.wav?token=s`,
    'https%3A%2F%2Fstore.example%2Fr.wav%3Fsig%3Ds',
    'oss://bucket/r.wav?sig=s',
  ])('shows no %s', (link) => {
    expect(maskText(`录音 ${link} 在此`)).toBe('录音 [link] 在此');
    expect(maskText(`录音${link}`)).toBe('录音[link]');
  });

  it('tells where it hides what', () => {
    expect(hiddenSpans('见 https://x.example/a?b=c 和 13812348000')).toEqual([
      { from: 2, to: 25, shown: '[link]' },
      { from: 28, to: 39, shown: '138****8000' },
    ]);
  });
});

describe('a whole answer', () => {
  it('masks texts, numbers and names of fields, and leaves ids, figures and times', () => {
    const answer = {
      JobId: '1754361186153-4493-885b-86b85052aae9',
      rowId: 12_345_678,
      requestId: '4F1A1234567-1234-5678',
      Extras: [{ Key: 'k', Value: 13_812_348_000 }],
      Contacts: [{ PhoneNumber: '13812348000', ContactName: '张三 13912345678', ReferenceId: '13812348000' }],
      Tasks: [
        {
          TaskId: '28f1234567-1234',
          CallingNumber: 57_126_883_106,
          Conversation: [{ Script: '我的电话是13912345678，座机02188886666', Timestamp: 1_579_068_424_883 }],
          PlanedTime: '1579068424883',
          EndTime: 13_812_348_000,
        },
      ],
      leads_id: '10000001',
      leadsId: 'wx13912345678',
      statusCounts: { Succeeded: 1_234_567, '13812348000': 1 },
      pagination: { totalCount: 10_000_000 },
      durationMs: 7_654_321,
      unheardOf: 13_812_348_000,
      changes: [
        { field: 'call_task_id', from: '28f1234567-1234', to: null },
        { field: 'calling_number', from: '13812348000', to: '95588' },
        { field: 'recording_url', from: 'https://x.example/a', to: '/api/jobs/1234567/recording' },
        { field: 'planed_time', from: '2026-11-23T06:03:21.123Z', to: { turns: 4 } },
      ],
      rows: ['13812348000'],
      none: null,
      yes: true,
    };
    const masked = maskAnswer(answer);
    expect(masked).toEqual({
      ...answer,
      Extras: [{ Key: 'k', Value: '138****8000' }],
      Contacts: [{ PhoneNumber: '138****8000', ContactName: '张三 139****5678', ReferenceId: '138****8000' }],
      Tasks: [
        {
          ...answer.Tasks[0],
          CallingNumber: '571****3106',
          Conversation: [{ Script: '我的电话是139****5678，座机021****6666', Timestamp: 1_579_068_424_883 }],
          EndTime: '138****8000',
        },
      ],
      leadsId: 'wx139****5678',
      statusCounts: { Succeeded: 1_234_567, '138****8000': 1 },
      unheardOf: '138****8000',
      changes: [
        answer.changes[0],
        { field: 'calling_number', from: '138****8000', to: '****' },
        { field: 'recording_url', from: '[link]', to: '/api/jobs/1234567/recording' },
        answer.changes[3],
      ],
      rows: ['138****8000'],
    });
    expect(maskAnswer(masked)).toEqual(masked);
  });
});
