import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { type CallOptions, NoTurnError, ProviderError, type ProviderJob } from '@/lib/outboundbot/types';
import { AppError } from '@/lib/errors';
import { askedNow } from '@/lib/outboundbot/testing/caller';
import { maskAnswer } from '@/lib/values/masking';

import { DescribedAnswers, describeJob } from './describe-job';
import { createOrganization, createRows, createTask } from '../testing/world';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let rowId: number;
let withoutId: number;
let asked: string[];
let answer: (options: CallOptions) => Promise<ProviderJob>;
let answers: DescribedAnswers;

const PHONE = '13812348000';
const SAID_MS = Date.UTC(2026, 10, 23, 6, 0, 12);
const JOB: ProviderJob = {
  JobId: 'job-1',
  Status: 'Scheduling',
  NextExecutionTime: String(Date.UTC(2026, 10, 23, 7, 30)),
  CalledNumber: PHONE,
  Tasks: [
    {
      TaskId: 'call-1',
      Status: 'NoAnswer',
      CalledNumber: PHONE,
      EndTime: Date.UTC(2026, 10, 22, 6, 1),
      RingingDuration: 40_000,
      RealRingingDuration: 0,
      SipCode: 480,
      EndReason: null,
    },
    {
      TaskId: 'call-2',
      Status: 'SucceededClientHangup',
      CalledNumber: PHONE,
      ActualTime: Date.UTC(2026, 10, 23, 6),
      Duration: 12_000,
      HangUpDirection: 'client',
      EndReason: 5,
      RingingDuration: '5200',
      Conversation: [
        { Speaker: 'Contact', Script: `我的号码是${PHONE}\u0000`, Timestamp: SAID_MS, Action: 'Dialogue' },
      ],
    },
  ],
};

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  const taskId = await createTask(database, actor);
  const rows = await createRows(database, taskId, [
    {
      call_job_id: 'job-1',
      call_task_id: 'call-2',
      leads_phone: PHONE,
      call_conversation: [{ Speaker: 'Robot', Script: '您好', Timestamp: SAID_MS - 2000 }],
    },
    { call_job_id: '' },
  ]);
  [rowId, withoutId] = rows as [number, number];
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_job)
    values (${rowId}, ${taskId}, 1, '2026-11-23T05:00:00Z',
      ${database.sql.json({ JobId: 'job-1', Tasks: [{ TaskId: 'call-2', Status: 'Executing', CalledNumber: PHONE }] })})`;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`update callboard.job_states set described_job = null, described_at = null`;
  asked = [];
  answer = () => Promise.resolve(JOB);
  answers = new DescribedAnswers();
});

const outboundbot = {
  describeJob: (jobId: string, options: CallOptions) => {
    asked.push(jobId);
    return answer(options);
  },
};
/** As the door hands it out. */
const ask = async (who = actor, id = rowId, request = askedNow()) =>
  maskAnswer(
    await describeJob({ db: database.db, outboundbot, answers, onStoreError: rethrow }, who, id, request),
  );
const rethrow = (error: unknown) => {
  throw error;
};
const FAILURE = new ProviderError({
  kind: 'unavailable',
  code: 'ServiceUnavailable',
  message: 'busy',
  requestId: 'R-7',
  retryable: true,
});

describe('describeJob', () => {
  it('tells every attempt with what only DescribeJob has, numbers masked', async () => {
    const told = await ask();
    expect(told.next_execution_time).toBe('2026-11-23T07:30:00.000Z');
    expect(told.error).toBeUndefined();
    expect(told.calls).toHaveLength(2);
    expect(told.calls[0]).toMatchObject({
      callId: 'call-1',
      result: 'NoAnswer',
      endTime: '2026-11-22T06:01:00.000Z',
      endReason: null,
      hangUpSide: null,
      ringingMs: 0,
      sipCode: '480',
      conversation: [],
    });
    expect(told.calls[1]).toMatchObject({
      hangUpSide: 'client',
      endReason: '5',
      ringingMs: 5200,
      durationMs: 12_000,
      conversation: [{ speaker: 'customer', text: '我的号码是138****8000\u0000', offsetSeconds: 12 }],
    });
    expect(JSON.stringify(told)).not.toContain(PHONE);
    expect(Date.now() - Date.parse(told.described_at!)).toBeLessThan(10_000);
  });

  it('asks the provider once in half a minute, also for those who ask together', async () => {
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(await ask()).toEqual(first);
    expect(second).toEqual(first);
    expect(asked).toEqual(['job-1']);
  });

  it('asks again when a refresh has checked the row since', async () => {
    await ask();
    await database.sql`update callboard.job_states set checked_at = clock_timestamp()`;
    await ask();
    await ask();
    expect(asked).toEqual(['job-1', 'job-1']);
    await database.sql`update callboard.job_states set checked_at = '2026-11-23T05:00:00Z'`;
  });

  it('keeps the answer without its words, and falls back on it with the failure beside it', async () => {
    await ask();
    const [kept] = await database.sql`select described_job from callboard.job_states where row_id = ${rowId}`;
    expect(JSON.stringify(kept)).not.toContain('我的号码');
    answers = new DescribedAnswers();
    answer = () => Promise.reject(FAILURE);
    const told = await ask();
    expect(told.error).toEqual({ code: 'ServiceUnavailable', message: 'busy', requestId: 'R-7' });
    expect(told.calls.map(({ hangUpSide }) => hangUpSide)).toEqual([null, 'client']);
    expect(told.next_execution_time).toBe('2026-11-23T07:30:00.000Z');
    // The latest call's words are the row's own.
    expect(told.calls[1]!.conversation).toMatchObject([{ text: '您好', offsetSeconds: 10 }]);
  });

  it('falls back on what ListJobs said when that is newer', async () => {
    await ask();
    await database.sql`update callboard.job_states set checked_at = clock_timestamp() + interval '1 second'`;
    answers = new DescribedAnswers();
    answer = () => Promise.reject(FAILURE);
    const told = await ask();
    expect(told.calls).toMatchObject([{ callId: 'call-2', result: 'Executing', hangUpSide: null }]);
    expect(told.next_execution_time).toBeNull();
    await database.sql`update callboard.job_states set checked_at = '2026-11-23T05:00:00Z'`;
  });

  it('asks again after a failure', async () => {
    answer = () => Promise.reject(FAILURE);
    expect((await ask()).error).toBeDefined();
    answer = () => Promise.resolve(JOB);
    expect((await ask()).error).toBeUndefined();
  });

  it('costs when the provider is asked, and nothing from what is known already', async () => {
    let spent = 0;
    const request = () => askedNow({ spend: () => Promise.resolve(void (spent += 1)) });
    await ask(actor, rowId, request());
    expect(spent).toBe(1);
    await ask(actor, rowId, request());
    await ask(actor, withoutId, request());
    expect(spent).toBe(1);
    answers = new DescribedAnswers();
    const limited = askedNow({ spend: () => Promise.reject(new AppError('rate_limited')) });
    await expect(ask(actor, rowId, limited)).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(asked).toEqual(['job-1']);
  });

  it('asks on while one of those who wait together stays, and tells that it was not its turn as that', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    let allGone: AbortSignal | undefined;
    let answerNow = () => {};
    answer = (options) => {
      allGone = options.caller.gone;
      return new Promise((resolve) => (answerNow = () => resolve(JOB)));
    };
    const both = [first, second].map(({ signal }) => ask(actor, rowId, askedNow({ gone: signal })));
    await expect.poll(() => asked).toEqual(['job-1']);
    first.abort();
    await expect.poll(() => allGone?.aborted).toBe(false);
    answerNow();
    expect((await both[1])!.error).toBeUndefined();

    answers = new DescribedAnswers();
    answer = () => Promise.reject(new NoTurnError(2000));
    await expect(ask()).rejects.toBeInstanceOf(NoTurnError);
  });

  it('counts its deadline from the request', async () => {
    let endsAt: number | undefined;
    answer = (options) => {
      ({ endsAt } = options);
      return Promise.resolve(JOB);
    };
    const startedAt = Date.now() - 3000;
    await ask(actor, rowId, askedNow({ startedAt }));
    expect(endsAt).toBe(startedAt + 8000);
  });

  it('asks nothing about a row without a job id', async () => {
    expect(await ask(actor, withoutId)).toEqual({ calls: [], next_execution_time: null, described_at: null });
    expect(asked).toEqual([]);
  });

  it('knows no row of another organization, and asks nothing', async () => {
    await expect(ask(stranger)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(ask(actor, 2_000_000_000)).rejects.toMatchObject({ kind: 'not_found' });
    expect(asked).toEqual([]);
  });

  it('does not hide a fault of ours behind old data', async () => {
    answer = () => Promise.reject(new TypeError('a bug'));
    await expect(ask()).rejects.toThrow('a bug');
  });
});
