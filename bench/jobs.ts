import type { ProviderJob } from '@/lib/outboundbot/types';

/** Sentences of the latest call of each job. */
export const TURNS = 12;

export type Version = 'a' | 'b';

const ROBOT = [
  '您好，这里是华东教育中心的智能客服，请问您现在方便接听电话吗？',
  '我们本周六下午两点在徐汇校区有一场免费的试听课，孩子现在上几年级了？',
  '好的，数学和英语两门课都还有名额，您对哪一门更感兴趣一些呢？',
  '明白了，试听课大约九十分钟，老师会根据孩子的情况给一份学习建议。',
  '那我先帮您预留一个名额，稍后会有老师加您的微信，把地址和时间发给您。',
  '感谢您的接听，祝您生活愉快，再见。',
];
const CUSTOMER = [
  '嗯，可以，你说吧，不过我一会儿还要开会。',
  '四年级，下学期就五年级了，最近数学有点跟不上。',
  '主要是数学吧，英语我们在另外一家已经报了。',
  '那行，周六下午应该有空，费用是怎么算的？',
  '可以，你让老师加我这个手机号就行。',
  '好的，谢谢，再见。',
];

const pad = (n: number) => String(n).padStart(5, '0');

export const JOB_ID_PREFIX = 'bench-job-';

export const jobId = (n: number) => `${JOB_ID_PREFIX}${pad(n)}`;

/**
 * Job `n` as ListJobs answers it: reached, 12 sentences. The two versions are two calls of the same lead, so that
 * from one to the other every call column differs: call id, planned time, number, conversation and recording.
 */
export function benchJob(n: number, version: Version): ProviderJob {
  const isSecond = version === 'b';
  const startedAt = Date.UTC(2026, 10, 23, isSecond ? 6 : 2) + n * 1000;
  const phone = `138${String(10_000_000 + n)}`;
  const callingNumber = isSecond ? '02160001002' : '02160001001';
  const contact = {
    ContactId: `bench-contact-${pad(n)}`,
    ContactName: `客户${pad(n)}`,
    Honorific: '先生',
    PhoneNumber: phone,
    ReferenceId: `lead-${pad(n)}`,
    State: 'Available',
  };
  const call = (callId: string, status: string, plannedAt: number, sentences: number) => ({
    TaskId: callId,
    JobId: jobId(n),
    CallId: String(1_528_189_000_000 + n),
    CallingNumber: callingNumber,
    CalledNumber: phone,
    Status: status,
    PlanedTime: plannedAt,
    ActualTime: plannedAt + 3000,
    Duration: sentences * 5000,
    Contact: contact,
    Conversation: Array.from({ length: sentences }, (_, turn) => ({
      Speaker: turn % 2 === 0 ? 'Robot' : 'Contact',
      Script: (turn % 2 === 0 ? ROBOT : CUSTOMER)[(turn >> 1) % ROBOT.length],
      Timestamp: plannedAt + 8000 + turn * 5000,
    })),
  });
  return {
    JobId: jobId(n),
    JobGroupId: 'bench-group',
    ScenarioId: 'bench-scenario',
    StrategyId: 'bench-strategy',
    ReferenceId: `lead-${pad(n)}`,
    Status: 'Succeeded',
    Priority: 5,
    SystemPriority: 1,
    CallingNumbers: [callingNumber],
    Contacts: [contact],
    Extras: [
      { Key: 'TenantId', Value: '10086' },
      { Key: 'ServiceId', Value: null },
    ],
    Summary: [{ Category: '{}', SummaryName: '意向', Content: isSecond ? 'A' : 'B' }],
    Tasks: [call(`bench-call-${pad(n)}-${version}`, 'SucceededFinish', startedAt, TURNS)],
  };
}
