import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { revealNumber } from '../detail/reveal-number';
import { MOST_OPEN } from './number-requests';
import {
  answerRequest,
  countNumberRequests,
  listNumberRequests,
  numberAccess,
  requestNumber,
} from './request-number';

const NUMBER = '13812348000';
const address = '203.0.113.7';

let database: TestDatabase;
let operator: Actor;
let colleague: Actor;
let supervisor: Actor;
let second: Actor;
let stranger: Actor;
let taskId: number;
let rowId: number;
let otherRow: number;

beforeAll(async () => {
  database = await createTestDatabase();
  stranger = { ...(await createOrganization(database)), role: 'admin' };
});
afterAll(() => database.drop());

beforeEach(async () => {
  operator = await createOrganization(database);
  const as = (role: Actor['role'], userName: string): Actor => ({
    ...operator,
    role,
    userName,
    userId: crypto.randomUUID(),
  });
  colleague = as('operator', '韩梅梅');
  supervisor = as('supervisor', '周文博');
  second = as('admin', '赵丽');
  taskId = await createTask(database, operator);
  [rowId, otherRow] = (await createRows(database, taskId, [
    { call_job_id: 'a', leads_name: '张敏', leads_phone: NUMBER },
    { call_job_id: 'b', leads_name: '刘洋', leads_phone: '13912348001' },
  ])) as [number, number];
});

const parts = () => ({ db: database.db });
const ask = (who = operator, reason = '客户要求回拨', row = rowId) =>
  requestNumber(parts(), who, { rowId: row, reason, address });
const open = async (who = supervisor) => (await listNumberRequests(parts(), who)).open;
const answer = (id: string, allow: boolean, who = supervisor) =>
  answerRequest(parts(), who, { id, allow, address });
const reveal = (who = operator, row = rowId) =>
  revealNumber(parts(), who, { rowId: row, reason: '', address });
const audit = async () =>
  (
    await database.sql<{ action: string }[]>`
      select action, subject from callboard.audit_log where organization_id = ${operator.orgId} order by id`
  ).map(({ action }) => action);
const refused = { kind: 'forbidden' };
const missing = { kind: 'not_found' };

it('lets the one who asked see the one number that was allowed, for a time, and writes each step down', async () => {
  expect(await numberAccess(parts(), operator, rowId)).toMatchObject({ state: 'none' });
  expect(await ask()).toMatchObject({ state: 'open' });
  // Asked twice, it is one request.
  expect(await ask()).toMatchObject({ state: 'open' });
  await expect(reveal()).rejects.toMatchObject(refused);
  const [request, ...others] = await open();
  expect(others).toEqual([]);
  expect(request).toMatchObject({ who: '李雷', reason: '客户要求回拨', phoneMasked: '138****8000' });
  expect(await countNumberRequests(parts(), supervisor)).toEqual({ openCount: 1 });

  expect(await answer(request!.id, true)).toMatchObject({ outcome: 'done', request: { state: 'allowed' } });
  const access = await numberAccess(parts(), operator, rowId);
  expect(access).toMatchObject({ state: 'allowed', by: '周文博' });
  const hours = (Date.parse(access.until!) - Date.parse(access.answeredAt!)) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  expect(await reveal()).toEqual({ number: NUMBER });
  await expect(reveal(operator, otherRow)).rejects.toMatchObject(refused);
  await expect(reveal(colleague)).rejects.toMatchObject(refused);
  expect(await audit()).toEqual(['number.requested', 'number.allowed', 'number.revealed']);
  const told =
    await database.sql`select subject from callboard.audit_log where organization_id = ${operator.orgId}`;
  expect(JSON.stringify(told)).not.toContain(NUMBER);
  expect(told.at(-1)).toMatchObject({ subject: { request_id: request!.id, reason: '客户要求回拨' } });

  await database.sql`update callboard.number_requests set expires_at = now() - interval '1 second'
    where id = ${request!.id}`;
  expect(await numberAccess(parts(), operator, rowId)).toMatchObject({ state: 'expired' });
  await expect(reveal()).rejects.toMatchObject(refused);
  expect(await ask()).toMatchObject({ state: 'open' });
});

it('says who refused, and takes another request then', async () => {
  await ask();
  const [request] = await open();
  await answer(request!.id, false);
  expect(await numberAccess(parts(), operator, rowId)).toMatchObject({ state: 'refused', by: '周文博' });
  await expect(reveal()).rejects.toMatchObject(refused);
  expect(await ask(operator, '')).toMatchObject({ state: 'open' });
  expect(await audit()).toEqual(['number.requested', 'number.refused', 'number.requested']);
});

it('lets the first of two who answer at once win, and tells the other', async () => {
  await ask();
  const [request] = await open();
  const answers = await Promise.all([answer(request!.id, true), answer(request!.id, false, second)]);
  expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['already', 'done']);
  const [first, other] = answers.toSorted((a, b) => (a.outcome < b.outcome ? 1 : -1));
  expect(other!.request).toEqual(first!.request);
  expect(await audit()).toHaveLength(2);
});

it('counts no request of a row that is gone, for who answers and for who asks', async () => {
  const rows = await createRows(
    database,
    taskId,
    Array.from({ length: MOST_OPEN }, (_, index) => ({ call_job_id: `gone-${index}`, leads_phone: NUMBER })),
  );
  await database.sql`insert into callboard.number_requests (organization_id, row_id, task_id, user_id, user_name)
    select ${operator.orgId}, unnest(${rows}::bigint[]), ${taskId}, ${operator.userId}, ${operator.userName}`;
  await expect(ask(operator)).rejects.toMatchObject({ kind: 'invalid_input' });
  await database.sql`delete from leads_task_list where id = any(${rows}::bigint[])`;
  expect(await countNumberRequests(parts(), supervisor)).toEqual({ openCount: 0 });
  expect(await ask()).toMatchObject({ state: 'open' });
  const { open: shown, openCount } = await listNumberRequests(parts(), supervisor);
  expect([shown.map((request) => request.rowId), openCount]).toEqual([[rowId], 1]);
  expect(await countNumberRequests(parts(), supervisor)).toEqual({ openCount: 1 });
});

it('is neither seen nor answered by another organization, nor answered by who sees no numbers', async () => {
  await ask();
  const [request] = await open();
  expect(await open(stranger)).toEqual([]);
  await expect(answer(request!.id, true, stranger)).rejects.toMatchObject(missing);
  await expect(answer(request!.id, true, colleague)).rejects.toMatchObject(refused);
  await expect(ask(stranger)).rejects.toMatchObject(missing);
  await expect(numberAccess(parts(), stranger, rowId)).rejects.toMatchObject(missing);

  // Where only administrators see numbers, a supervisor allows none; where nobody does, there is nothing to ask for.
  const setting = (role: string | null) =>
    database.sql`update callboard.organizations set reveal_role = ${role} where id = ${operator.orgId}`;
  await setting('admin');
  await expect(answer(request!.id, true)).rejects.toMatchObject(refused);
  expect(await open()).toEqual([]);
  await answer(request!.id, true, second);
  expect(await reveal()).toEqual({ number: NUMBER });
  await setting(null);
  await expect(reveal()).rejects.toMatchObject(refused);
  await expect(ask(colleague)).rejects.toMatchObject(refused);
  expect(await numberAccess(parts(), operator, rowId)).toMatchObject({ state: 'closed' });
});

it('shows no lead of another organization where a row was moved to its task after the answer', async () => {
  await ask();
  const [asked] = await open();
  await answer(asked!.id, false);
  const elsewhere = await createTask(database, stranger, '别家');
  await database.sql`update leads_task_list set task_id = ${elsewhere}, leads_name = '别家的客户' where id = ${rowId}`;
  const { answered } = await listNumberRequests(parts(), supervisor);
  expect(answered).toMatchObject([{ id: asked!.id, leadsName: null, taskName: null, phoneMasked: null }]);
});
