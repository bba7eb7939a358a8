import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { AppError } from '@/lib/errors';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';
import { NoTurnError, ProviderError, type ProviderRequest } from '@/lib/outboundbot/types';

import { steerJobs } from './steer-jobs';
import type { SteeringInput } from './steering-input';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let taskId: number;
let rowIds: number[];
const provider = { steerJobs: vi.fn() };

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  provider.steerJobs.mockReset().mockResolvedValue({ requestId: 'R-1' });
  taskId = await createTask(database, actor, '回访 13912345678');
  await database.db.execute(sql`update call_tasks set job_group_id = 'group-1' where id = ${taskId}`);
  rowIds = await createRows(database, taskId, [
    { call_job_id: 'job-1', call_status: 'Scheduling' },
    { call_job_id: 'job-2', call_status: 'Succeeded' },
    { call_job_id: null, call_status: null },
  ]);
});

const request = (): ProviderRequest => ({
  startedAt: Date.now(),
  gone: new AbortController().signal,
  spend: () => Promise.resolve(),
});
const steer = (input: SteeringInput, by = actor) =>
  steerJobs({ db: database.db, outboundbot: provider }, by, taskId, input, request());
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as AppError,
  );
async function audited(): Promise<string[]> {
  const rows = await database.db.execute<{ action: string }>(sql`
    select action from callboard.audit_log
    where organization_id = ${actor.orgId} and subject->>'task_id' = ${String(taskId)} order by id`);
  return rows.map(({ action }) => action);
}

describe('steering a task', () => {
  it('asks for the whole job group in one call, and tells the audit log before and after', async () => {
    expect(await steer({ action: 'suspend' })).toEqual({ requestId: 'R-1', rows: null });
    expect(provider.steerJobs.mock.calls.map((call) => call.slice(0, 2))).toEqual([
      ['SuspendJobs', { jobGroupId: 'group-1' }],
    ]);
    expect(await audited()).toEqual(['jobs.suspend.asked', 'jobs.suspend.done']);
  });

  it('asks for the jobs of rows that can be steered, and says of the others why not', async () => {
    expect((await steer({ action: 'suspend', row_ids: [...rowIds, rowIds[0]!] })).rows).toEqual([
      { row_id: rowIds[0], result: 'asked' },
      { row_id: rowIds[1], result: 'left_out', reason: 'over' },
      { row_id: rowIds[2], result: 'left_out', reason: 'without_id' },
    ]);
    expect(provider.steerJobs.mock.calls[0]!.slice(0, 2)).toEqual(['SuspendJobs', { jobIds: ['job-1'] }]);
    await steer({ action: 'resume', row_ids: [rowIds[1]!] });
    expect(provider.steerJobs).toHaveBeenCalledTimes(1);
  });

  it('takes a small task without a job group by its jobs', async () => {
    await database.db.execute(sql`update call_tasks set job_group_id = null where id = ${taskId}`);
    await steer({ action: 'suspend' });
    expect(provider.steerJobs.mock.calls[0]![1]).toEqual({ jobIds: ['job-1'] });
    expect(await failureOf(steer({ action: 'resume' }))).toMatchObject({ kind: 'no_jobs' });
  });

  it('cancels a whole task only by its name, as it is stored or as it is shown', async () => {
    for (const confirm of [undefined, '', '回访', '回访 139****0000']) {
      expect(await failureOf(steer({ action: 'cancel', confirm }))).toMatchObject({
        kind: 'invalid_input',
        details: { field: 'confirm' },
      });
    }
    expect(provider.steerJobs).not.toHaveBeenCalled();
    await steer({ action: 'cancel', confirm: ' 回访 13912345678 ' });
    await steer({ action: 'cancel', confirm: '回访 139****5678' });
    expect(provider.steerJobs).toHaveBeenCalledTimes(2);
  });

  it('is nothing to another organization', async () => {
    expect(await failureOf(steer({ action: 'suspend' }, stranger))).toMatchObject({ kind: 'not_found' });
    expect(await failureOf(steer({ action: 'suspend', row_ids: rowIds }, stranger))).toMatchObject({
      kind: 'not_found',
    });
    const other = await createTask(database, actor);
    const [row] = await createRows(database, other, [{ call_job_id: 'job-9', call_status: 'Scheduling' }]);
    expect(await failureOf(steer({ action: 'suspend', row_ids: [row!] }))).toMatchObject({
      kind: 'not_found',
    });
    expect(provider.steerJobs).not.toHaveBeenCalled();
  });

  it.each([
    [
      'refused',
      new ProviderError({ kind: 'rejected', code: 'NotExist.JobGroup', message: 'none', retryable: false }),
    ],
    [
      'unknown',
      new ProviderError({ kind: 'network', code: 'ECONNRESET', message: 'closed', retryable: true }),
    ],
    [
      'unknown',
      new ProviderError({ kind: 'timeout', code: 'DeadlineExceeded', message: 'late', retryable: false }),
    ],
  ] as const)('says whether it was %s, asks once, and keeps it', async (outcome, error) => {
    provider.steerJobs.mockRejectedValue(error);
    const failure = await failureOf(steer({ action: 'suspend' }));
    expect(failure).toMatchObject({ kind: 'provider_failed', details: { outcome } });
    expect(failure!.message.includes('结果未知')).toBe(outcome === 'unknown');
    expect(provider.steerJobs).toHaveBeenCalledTimes(1);
    expect(await audited()).toEqual(['jobs.suspend.asked', `jobs.suspend.${outcome}`]);
  });

  it('keeps that the provider was not asked when no turn came', async () => {
    provider.steerJobs.mockRejectedValue(new NoTurnError(1000));
    expect(await failureOf(steer({ action: 'suspend' }))).toBeInstanceOf(NoTurnError);
    expect(await audited()).toEqual(['jobs.suspend.asked', 'jobs.suspend.not_asked']);
  });
});
