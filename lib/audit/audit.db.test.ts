import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { answerFor } from '@/lib/http/for-reader';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { auditFile, readAudit, readPeople } from './audit';
import { auditQuery } from './audit-input';
import { selectAudit } from './audit-repository';

let database: TestDatabase;
let actor: Actor;
let taskId: number;
let rowId: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const AT = '2026-11-23 14:00:00+08';

beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  [rowId] = (await createRows(database, taskId, [{ call_job_id: 'job' }])) as [number];
  const { sql } = database;
  // Two of one time in each table: their order is total all the same.
  for (const [action, subject] of [
    ['number.revealed', { row_id: rowId, task_id: taskId, reason: '回电 13912348001' }],
    ['run.started', { run_id: 'x', task_id: taskId, rows: 120 }],
    ['jobs.suspend.done', { task_id: taskId }],
  ] as const) {
    await sql`
      insert into callboard.audit_log (organization_id, user_id, action, subject, at)
      values (${actor.orgId}, ${actor.userId}, ${action}, ${sql.json(subject)}, ${AT})`;
  }
  for (const kind of ['played', 'downloaded', 'follow_up', 'changed', 'revealed']) {
    await sql`
      insert into callboard.job_events (organization_id, task_id, row_id, kind, user_id, user_name, at)
      values (${actor.orgId}, ${taskId}, ${rowId}, ${kind}, ${actor.userId}, '李雷', ${AT})`;
  }
});

it('tells who did what, of both records in one order, each once however it is paged', async () => {
  const { entries, next } = await readAudit(database.db, actor, auditQuery.parse({}));
  expect(entries.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
    'changed follow-up.saved',
    'took recording.downloaded',
    'played recording.played',
    'steered jobs.suspend.done',
    'changed run.started',
    'saw number.revealed',
  ]);
  expect(next).toBeNull();
  expect(entries[5]).toMatchObject({
    ...{ by: '李雷', at: '2026-11-23T06:00:00.000Z', task: { id: taskId, name: '家装回访' }, rowId },
    details: [{ name: 'reason', value: '回电 13912348001' }],
  });

  const paged: string[] = [];
  for (let before: string | undefined; ;) {
    const found = await selectAudit(actor.orgId, database.db, auditQuery.parse({ before }), 1);
    const [entry] = answerFor(null, found);
    if (!entry) break;
    paged.push(entry.cursor);
    before = entry.cursor;
  }
  expect(paged).toEqual(entries.map(({ cursor }) => cursor));
});

it('is filtered by person, kind, task and day, and knows no other organization', async () => {
  const of = async (query: Record<string, string>, who = actor) =>
    (await readAudit(database.db, who, auditQuery.parse(query))).entries.map(({ action }) => action);
  expect(await of({ kind: 'saw' })).toEqual(['number.revealed']);
  expect(await of({ kind: 'took' })).toEqual(['recording.downloaded']);
  expect(await of({ task: String(taskId), at: '2026-11-23', kind: 'steered' })).toEqual([
    'jobs.suspend.done',
  ]);
  expect(await of({ task: String(taskId + 1) })).toEqual([]);
  expect(await of({ at: '2026-11-24..' })).toEqual([]);
  expect(await of({ who: actor.userId })).toHaveLength(6);
  const stranger = await createOrganization(database);
  expect(await of({ who: stranger.userId })).toEqual([]);
  expect(await of({}, stranger)).toEqual([]);
  expect((await readPeople(database.db, actor)).map(({ id }) => id)).toEqual([actor.userId]);
});

it('reads the time-lines of jobs only for what can stand in them', async () => {
  const of = (kind: string) => readAudit(database.db, actor, auditQuery.parse({ kind }));
  const holder = await database.sql.reserve();
  await holder`begin`;
  await holder`lock table callboard.job_events in access exclusive mode`;
  try {
    const found = await withinDatabaseDeadline(() => Promise.all(['saw', 'exported', 'steered'].map(of)));
    expect(found.map(({ entries }) => entries.map(({ action }) => action))).toEqual([
      ['number.revealed'],
      [],
      ['jobs.suspend.done'],
    ]);
  } finally {
    await holder`rollback`;
    holder.release();
  }
  expect((await of('played')).entries.map(({ action }) => action)).toEqual(['recording.played']);
});

it('leaves as a masked file, and that it left is on record', async () => {
  const body = await auditFile(database.db, actor, auditQuery.parse({ kind: 'saw' }), '::1');
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  expect(Buffer.concat(parts).toString()).toBe(
    '\uFEFFtime,person,kind,action,task_id,task,row_id,details\r\n' +
      `2026-11-23 14:00:00,李雷,saw,number.revealed,${taskId},家装回访,${rowId},reason=回电 139****8001\r\n`,
  );
  const [noted] = await selectAudit(actor.orgId, database.db, auditQuery.parse({ kind: 'exported' }), 1);
  expect(noted).toMatchObject({ action: 'audit.exported', by: '李雷' });
});
