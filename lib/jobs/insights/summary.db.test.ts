import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { settle } from '../job-index/testing';
import { listJobs, summaryOf } from '../list/list-jobs';
import { type SelectionScope, toSelection } from '../selection';
import { selectionQuery } from '../selection-input';
import { createOrganization, createRows, createTask } from '../testing/world';

let database: TestDatabase;
let actor: Actor;
let taskId: number;

/** Of Asia/Shanghai: a Monday, 10:30, and a Sunday, 00:10. */
const [MONDAY, SUNDAY] = ['2026-11-02T02:30:00Z', '2026-11-07T16:10:00Z'];
const ROWS = [
  { result: 'SucceededFinish', grade: 'A', calls: 1, seconds: 61, at: MONDAY, name: '王芳', from: '057126883106' },
  { result: 'SucceededSpecialInterceptVoiceAssistant', calls: 2, seconds: 12, at: MONDAY, name: '李四', from: '057126883106' },
  { result: 'NoAnswer', calls: 3, at: SUNDAY, name: '赵六', from: '02188886666' },
  { result: 'Failed', calls: 1, at: SUNDAY, name: '王五' },
  { result: 'EmptyNumber', calls: 0, name: '王六' },
  { name: '王七', status: 'Succeeded' },
  { name: '王八', status: 'Scheduling' },
]; // prettier-ignore

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  const { sql } = database;
  await sql`update call_tasks set script_id = 'script-a' where id = ${taskId}`;
  for (const [index, row] of ROWS.entries()) {
    const [id] = await createRows(database, taskId, [
      { call_job_id: `job-${index}`, leads_name: row.name, call_status: row.status ?? null, calling_number: row.from ?? null },
    ]); // prettier-ignore
    if (!row.result) continue;
    const job = {
      Summary: row.grade ? [{ SummaryName: '意向等级', Content: row.grade }] : [],
      Tasks: Array.from({ length: row.calls ?? 0 }, () => ({
        ...(row.seconds !== undefined && { Duration: row.seconds * 1000 }),
      })),
    };
    await sql`
      insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_time, provider_job, call_result, last_verdict)
      values (${id!}, ${taskId}, 1, now(), ${row.at ?? null}, ${sql.json(job)}, ${row.result}, 'unchanged')`;
  }
});
afterAll(() => database.drop());

function summary(query: Record<string, string> = {}, scope: SelectionScope = taskId) {
  const selection = toSelection(scope, z.object(selectionQuery).parse(query));
  return summaryOf({ db: database.db }, actor, selection, { charts: true });
}

describe.each(['the tables', 'the index'])('out of %s', (source) => {
  beforeAll(() => (source === 'the index' ? settle(database) : undefined));

  it.each<SelectionScope>(['all-tasks', 0])(
    'a rate is of the calls that were dialled, by the status where no result is known (%s)',
    async (scope) => {
      const { counts } = await summary({}, scope || taskId);
      expect(counts).toMatchObject({ total: 7, dialled: 5, connected: 3, byMachine: 1 });
      expect(counts.facets.result).toMatchObject({ connected: 2, not_connected: 1, failed: 1, none: 2 });
      expect(counts.facets.grade).toEqual({ A: 1, none: 6 });
    },
  );

  it('durations, attempts and hours are counted', async () => {
    const { charts } = (await summary()).counts;
    expect(charts?.durations).toEqual([0, 1, 0, 1, 0, 0]);
    expect(charts?.attempts).toEqual([
      { reached: 4, connected: 1 },
      { reached: 2, connected: 1 },
      { reached: 1, connected: 0 },
    ]);
    const hours = Object.entries(charts?.hours ?? []).filter(([, { reached }]) => reached > 0);
    expect(hours).toEqual([
      ['10', { reached: 2, connected: 2 }],
      [String(6 * 24), { reached: 2, connected: 0 }],
    ]);
  });

  it.each([
    [{ result: 'connected' }, { total: 2, dialled: 2 }],
    [{ hour: '1-10' }, { total: 2, dialled: 2 }],
    [{ hour: '7-00,1-10' }, { total: 4, dialled: 4 }],
    [{ called: '2026-11-08' }, { total: 2, dialled: 2 }],
    [{ script: 'script-a' }, { total: 7 }],
    [{ script: 'script-b' }, { total: 0 }],
    [{ caller: '0571****3106' }, { total: 2, connected: 2 }],
    // Another spelling shows other digits, which could be guessed by asking.
    [{ caller: '0571-26****06' }, { total: 0 }],
    [
      { caller: '021****6666', attempts: '3' },
      { total: 1, connected: 0 },
    ],
    [{ q: '王', duration: '60..' }, { total: 1 }],
    [{ owner: 'none', grade: 'A' }, { total: 1 }],
  ])('%o: as many as the list has', async (query, expected) => {
    for (const scope of [taskId, 'all-tasks'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { counts } = await summary(query, scope);
      expect(counts).toMatchObject(expected);
      const selection = toSelection(scope, z.object(selectionQuery).parse(query));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { pagination } = await listJobs({ db: database.db }, actor, { selection, page: 1, pageSize: 20 });
      expect(pagination.totalCount).toBe(counts.total);
    }
  });

  it('another organization has none of it', async () => {
    const other = await createOrganization(database);
    const selection = toSelection('all-tasks', z.object(selectionQuery).parse({}));
    const { counts } = await summaryOf({ db: database.db }, other, selection, { charts: true });
    expect(counts).toMatchObject({ total: 0, dialled: 0, charts: { attempts: [] } });
    const ofTask = { ...selection, scope: taskId };
    await expect(summaryOf({ db: database.db }, other, ofTask, { charts: false })).rejects.toMatchObject({
      kind: 'not_found',
    });
  });
});
