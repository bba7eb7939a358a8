import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { ReceiptRow } from '@/lib/receipts/schemas';
import { insertReceipt } from '@/lib/receipts/stored-receipts';

import { findLastCheck } from './detail/last-check-repository';
import { createOrganization, createRows, createTask } from './testing/world';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let taskId: number;
let ids: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  taskId = await createTask(database, actor);
  const rows = Array.from({ length: 22 }, (_, index) => ({ call_job_id: index === 0 ? '' : `job-${index}` }));
  ids = await createRows(database, taskId, rows);
});
afterAll(() => database.drop());

let refreshNumber = 0;
/** A refresh of a page of ten rows, a minute after the one before. */
async function refresh(page: number, outcome: Pick<ReceiptRecord, 'rows' | 'error'>): Promise<ReceiptRecord> {
  refreshNumber += 1;
  const checkedAt = new Date(Date.UTC(2026, 10, 23, 6, refreshNumber));
  const calls = ['R-1', 'R-2'].map((id) => ({
    operation: 'ListJobs',
    request_id: id,
    rows: 10,
    ms: 5,
    code: outcome.error?.code ?? 'OK',
  }));
  const receipt: ReceiptRecord = {
    id: randomUUID(),
    taskId,
    refreshNumber,
    userId: actor.userId,
    userName: '李雷',
    via: 'session',
    selection: '',
    askedRowIds: null,
    rowId: null,
    page,
    pageSize: 10,
    totalPages: 3,
    startedAt: checkedAt,
    checkedAt,
    durationMs: 5,
    providerCalls: calls,
    recordings: { asked: 0, reused: 0, failed: 0 },
    ...outcome,
  };
  await insertReceipt(actor.orgId, database.db, receipt);
  for (const row of outcome.rows) {
    await database.sql`insert into callboard.job_states (row_id, task_id, check_number, checked_at, last_verdict)
      values (${row.row_id}, ${taskId}, ${refreshNumber}, ${checkedAt}, ${row.verdict})
      on conflict (row_id) do update set checked_at = excluded.checked_at, last_verdict = excluded.last_verdict`;
  }
  return receipt;
}
const said = (index: number, verdict: ReceiptRow['verdict'], reason?: string): ReceiptRow => ({
  row_id: ids[index]!,
  job_id: `job-${index}`,
  verdict,
  ...(reason && { reason }),
});
const check = (index: number, who = actor) => findLastCheck(who.orgId, database.db, ids[index]!);
const FAILED = { rows: [], error: { code: 'Throttling.User', message: 'too fast', requestId: null } };

it('knows nothing of a row that was never asked for', async () => {
  expect(await check(1)).toBeNull();
});

it('tells what the row’s own newest refresh said of it, and whose it was', async () => {
  await refresh(1, { rows: [said(1, 'unchanged'), said(2, 'unchanged')], error: null });
  const { id } = await refresh(1, {
    rows: [said(1, 'invalid', 'Status is no text'), said(2, 'updated')],
    error: null,
  });
  expect(await check(1)).toEqual({
    receiptId: id,
    at: '2026-11-23T06:02:00.000Z',
    by: '李雷',
    outcome: 'invalid',
    reason: 'Status is no text',
    code: null,
    requestId: 'R-2',
  });
  expect(await check(2)).toMatchObject({ outcome: 'updated', reason: null });
});

it('tells a later failure to the rows of that page only', async () => {
  // The first row has no job id: rows 1 to 10 are page 1, rows 11 to 20 page 2.
  const { id } = await refresh(2, FAILED);
  expect(await check(10)).toBeNull();
  expect(await check(1)).toMatchObject({ outcome: 'invalid' });
  for (const index of [11, 20]) {
    expect(await check(index)).toMatchObject({
      receiptId: id,
      outcome: 'failed',
      code: 'Throttling.User',
      reason: 'too fast',
      requestId: 'R-2',
    });
  }
  expect(await check(21)).toBeNull();
  await refresh(2, { rows: [said(11, 'unchanged')], error: null });
  expect(await check(11)).toMatchObject({ outcome: 'unchanged' });
  expect(await check(12)).toMatchObject({ outcome: 'failed' });
});

it('tells nothing to another organization, and nothing of a row that cannot be asked for', async () => {
  expect(await check(1, stranger)).toBeNull();
  expect(await check(0)).toBeNull();
});
