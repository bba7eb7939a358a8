import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { listFollowUps } from '@/lib/follow-ups/list-follow-ups';
import { findTaskHeader, listTasks } from '@/lib/tasks/repository';

import { getJob } from '../detail/get-job';
import { listJobs } from './list-jobs';
import { createOrganization, createRows, createTask, wholePage } from '../testing/world';
import { jobTimeline } from '../timeline/timeline';

const ROWS = 20;
const HUGE = '又长又大 '.repeat(40_000);

let database: TestDatabase;
let actor: Actor;
let taskId: number;
let rowIds: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  taskId = await createTask(database, actor, HUGE);
  const row = {
    leads_name: HUGE,
    leads_phone: HUGE,
    call_status: HUGE,
    calling_number: HUGE,
    recording_url: HUGE,
    call_conversation: [{ Speaker: 'Contact', Script: HUGE, Timestamp: 1 }],
  };
  rowIds = await createRows(
    database,
    taskId,
    // The index of ids takes no more than 2,704 bytes.
    Array.from({ length: 2 * ROWS }, (_, n) => ({
      ...row,
      leads_id: `${n}-lead`,
      call_job_id: n < ROWS ? `job-${n}` : null,
    })),
  );
  await database.sql`update call_tasks set create_name = ${HUGE} where id = ${taskId}`;
  for (const rowId of rowIds) {
    const [followUp] = await database.sql<{ id: number }[]>`
      insert into leads_follow (leads_id, follow_time, next_follow_time, leads_remark)
      select leads_id, now(), now() - interval '3 days', ${HUGE} from leads_task_list where id = ${rowId} returning id`;
    await database.sql`update leads_task_list set leads_follow_id = ${followUp!.id} where id = ${rowId}`;
  }
  const details = { follow_up: { id: 1, leads_id: 'l', leads_remark: HUGE } };
  await database.sql`
    insert into callboard.job_events (organization_id, task_id, row_id, kind, user_id, user_name, via, details)
    select ${actor.orgId}, ${taskId}, ${rowIds[0]!}, 'follow_up', ${actor.userId}, '李雷', 'session',
      ${database.sql.json(details)} from generate_series(1, 5)`;
});
afterAll(() => database.drop());

const weight = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));

it('a page of jobs weighs no more than 4 KB a row, whatever the rows hold', async () => {
  const query = wholePage(taskId, 1, ROWS);
  const withoutId = { ...query, selection: { ...query.selection, tab: 'without-id' as const } };
  const parts = { db: database.db };
  for (const page of [await listJobs(parts, actor, query), await listJobs(parts, actor, withoutId)]) {
    expect(page.rows).toHaveLength(ROWS);
    expect(page.rows[0]!.leadsName).toMatch(/^又长又大 .*…$/);
    expect(page.rows[0]!.followUp!.leads_remark).toMatch(/^又长又大 .*…$/);
    expect(weight(page)).toBeLessThan(ROWS * 4096);
  }
});

it('so do the lists of tasks and of follow-ups, and a job’s time-line', async () => {
  const { tasks } = await listTasks(actor.orgId, database.db, { page: 1, pageSize: 20 });
  expect(tasks).toHaveLength(1);
  expect(weight(tasks)).toBeLessThan(4096);
  expect(weight(await findTaskHeader(actor.orgId, database.db, taskId))).toBeLessThan(4096);

  const onError = (error: unknown) => {
    throw error;
  };
  const query = { list: 'overdue', page: 1, pageSize: 50, now: new Date() } as const;
  const lists = await listFollowUps({ db: database.db, onError }, actor, query);
  expect(lists.items).toHaveLength(2 * ROWS);
  expect(weight(lists)).toBeLessThan(2 * ROWS * 4096);

  const events = await jobTimeline({ db: database.db }, actor, rowIds[0]!);
  expect(events).toHaveLength(5);
  expect(weight(events)).toBeLessThan(5 * 4096);
});

it('an open job has its words whole, and of a remark what can be written over', async () => {
  const job = await getJob({ db: database.db }, actor, rowIds[0]!);
  expect(job.conversation[0]!.text).toBe(HUGE);
  expect(job.followUps[0]!.leads_remark!.length).toBeLessThanOrEqual(4000);
});
