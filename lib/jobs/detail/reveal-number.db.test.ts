import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { noteListening } from '../timeline/note-listening';
import { revealNumber, revealRight } from './reveal-number';
import { createOrganization, createRows, createTask } from '../testing/world';
import { jobTimeline } from '../timeline/timeline';

let database: TestDatabase;
let operator: Actor;
let supervisor: Actor;
let stranger: Actor;
let rowId: number;
let withoutNumber: number;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await createOrganization(database);
  supervisor = { ...operator, role: 'supervisor', userName: '周文博' };
  stranger = { ...(await createOrganization(database)), role: 'admin' };
  const taskId = await createTask(database, operator);
  [rowId, withoutNumber] = (await createRows(database, taskId, [
    { call_job_id: 'a', call_task_id: 'call-2', leads_phone: '13812348000' },
    { call_job_id: 'b' },
  ])) as [number, number];
  await database.sql`insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_job)
    values (${rowId}, ${taskId}, 1, now(), ${database.sql.json({ Tasks: [{ TaskId: 'call-1' }, { TaskId: 'call-2' }] })})`;
});
afterAll(() => database.drop());

const setting = (role: string | null, reason: boolean) => database.sql`
  update callboard.organizations set reveal_role = ${role}, reveal_reason_required = ${reason} where id = ${operator.orgId}`;
const reveal = (actor: Actor, reason = '', row = rowId) =>
  revealNumber({ db: database.db }, actor, { rowId: row, reason, address: '203.0.113.7' });
const audit = () => database.sql`
  select user_id, action, subject, address from callboard.audit_log where organization_id = ${operator.orgId} order by id`;

it('shows a number to the roles that the organization allows, and writes down each one', async () => {
  await setting('supervisor', true);
  expect(await revealRight({ db: database.db }, operator)).toEqual({ allowed: false, reasonRequired: true });
  await expect(reveal(operator, '回拨')).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(reveal(supervisor)).rejects.toMatchObject({
    kind: 'invalid_input',
    details: { field: 'reason' },
  });
  expect(await audit()).toEqual([]);

  expect(await reveal(supervisor, '客户要求回拨')).toEqual({ number: '13812348000' });
  expect(await audit()).toMatchObject([
    {
      user_id: supervisor.userId,
      action: 'number.revealed',
      subject: { row_id: rowId, reason: '客户要求回拨' },
      address: '203.0.113.7',
    },
  ]);
  expect(JSON.stringify(await audit())).not.toContain('13812348000');
  const events = await jobTimeline({ db: database.db }, operator, rowId);
  expect(events.at(-1)).toMatchObject({ kind: 'revealed', by: '周文博', reason: '客户要求回拨' });
});

it('lets operators do it without a reason where the organization says so, and nobody where it says that', async () => {
  await setting('operator', false);
  expect(await reveal(operator)).toEqual({ number: '13812348000' });
  await setting(null, false);
  await expect(reveal({ ...operator, role: 'admin' })).rejects.toMatchObject({ kind: 'forbidden' });
});

it('refuses foreign rows and rows without a number alike, and notes nothing', async () => {
  await setting('operator', false);
  const before = (await audit()).length;
  await expect(reveal(stranger)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(reveal(operator, '', withoutNumber)).rejects.toMatchObject({ kind: 'not_found' });
  expect(await audit()).toHaveLength(before);
  expect(
    await database.sql`select from callboard.audit_log where organization_id = ${stranger.orgId}`,
  ).toEqual([]);
});

const listen = (callId: string, kind: 'played' | 'downloaded' = 'played', actor = operator) =>
  noteListening({ db: database.db }, actor, { rowId, callId, kind });

it('notes once an hour that a person listened to a call, and downloads apart', async () => {
  const twice = await Promise.all([listen('call-1'), listen('call-1')]);
  expect(twice.filter(({ noted }) => noted)).toHaveLength(1);
  expect(await listen('call-2')).toEqual({ noted: true });
  expect(await listen('call-1', 'downloaded')).toEqual({ noted: true });
  expect(await listen('call-1', 'played', { ...operator, userId: stranger.userId })).toEqual({ noted: true });
  const events = await jobTimeline({ db: database.db }, operator, rowId);
  const noted = events.filter(({ kind }) => kind === 'played' || kind === 'downloaded');
  expect(noted.map(({ kind, callId }) => `${kind} ${callId}`).sort()).toEqual([
    'downloaded call-1',
    'played call-1',
    'played call-1',
    'played call-2',
  ]);
});

it('knows no foreign row and no foreign call', async () => {
  await expect(listen('call-9')).rejects.toMatchObject({ kind: 'not_found' });
  await expect(listen('call-1', 'played', stranger)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(jobTimeline({ db: database.db }, stranger, rowId)).rejects.toMatchObject({
    kind: 'not_found',
  });
});
