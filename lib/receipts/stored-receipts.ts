import 'server-only';

import { and, desc, eq, isNull, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { beginning } from '@/lib/db/columns';
import { refreshReceipts } from '@/lib/db/schema/callboard';
import { callTasks } from '@/lib/db/schema/installation';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { countVerdicts, type ReceiptRecord } from './receipt-record';
import type { ReceiptListItem, StoredReceipt } from './schemas';

export async function insertReceipt(orgId: OrgId, db: Db | Tx, receipt: ReceiptRecord): Promise<void> {
  await db
    .insert(refreshReceipts)
    .values({ ...receipt, organizationId: orgId, counts: countVerdicts(receipt.rows) });
}

const LIST_COLUMNS = {
  id: refreshReceipts.id,
  taskId: refreshReceipts.taskId,
  by: refreshReceipts.userName,
  via: refreshReceipts.via,
  selection: refreshReceipts.selection,
  rowId: refreshReceipts.rowId,
  runId: refreshReceipts.runId,
  page: refreshReceipts.page,
  pageSize: refreshReceipts.pageSize,
  totalPages: refreshReceipts.totalPages,
  startedAt: refreshReceipts.startedAt,
  checkedAt: refreshReceipts.checkedAt,
  durationMs: refreshReceipts.durationMs,
  counts: refreshReceipts.counts,
  recordings: refreshReceipts.recordings,
  error: refreshReceipts.error,
};

/** The receipts of a task, newest first; those of a run's batches stand on the run's own page. */
export async function listReceipts(
  orgId: OrgId,
  db: Db,
  { taskId, page, pageSize }: { taskId: DbId; page: number; pageSize: number },
): Promise<{ receipts: ReceiptListItem[]; totalCount: number }> {
  const ofTask = and(
    eq(refreshReceipts.organizationId, orgId),
    eq(refreshReceipts.taskId, taskId),
    isNull(refreshReceipts.runId),
  );
  const [totalCount, rows] = await Promise.all([
    db.$count(refreshReceipts, ofTask),
    db
      .select(LIST_COLUMNS)
      .from(refreshReceipts)
      .where(ofTask)
      .orderBy(desc(refreshReceipts.refreshNumber))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
  ]);
  return { receipts: rows.map(toListItem), totalCount };
}

/** One receipt with every row of it, or null. The numbers and links in its changes are still in full. */
export async function findReceipt(orgId: OrgId, db: Db, receiptId: string): Promise<StoredReceipt | null> {
  const [row] = await db
    .select({
      ...LIST_COLUMNS,
      taskName: beginning(sql`${callTasks.taskName}`),
      rows: refreshReceipts.rows,
      providerCalls: refreshReceipts.providerCalls,
    })
    .from(refreshReceipts)
    .leftJoin(callTasks, and(eq(callTasks.id, refreshReceipts.taskId), eq(callTasks.organizationId, orgId)))
    .where(and(eq(refreshReceipts.organizationId, orgId), eq(refreshReceipts.id, receiptId)));
  if (!row) return null;

  const rows = row.rows as StoredReceipt['rows'];
  const names = await leadNames(
    orgId,
    db,
    rows.map((item) => item.row_id),
  );
  return {
    ...toListItem(row),
    taskName: preview(row.taskName, 'name'),
    rows: rows.map((item) => ({ ...item, leadsName: preview(names.get(item.row_id) ?? null, 'name') })),
    providerCalls: row.providerCalls as StoredReceipt['providerCalls'],
  };
}

/** Whether the organization has this receipt. */
export async function hasReceipt(orgId: OrgId, db: Db, receiptId: string): Promise<boolean> {
  const found = await db
    .select({ id: refreshReceipts.id })
    .from(refreshReceipts)
    .where(and(eq(refreshReceipts.organizationId, orgId), eq(refreshReceipts.id, receiptId)));
  return found.length > 0;
}

type ListRow = Pick<typeof refreshReceipts.$inferSelect, Exclude<keyof typeof LIST_COLUMNS, 'by'>> & {
  by: string;
};

function toListItem(row: ListRow): ReceiptListItem {
  const { id, taskId, by, selection, rowId, runId, page, pageSize, totalPages, durationMs } = row;
  return {
    id,
    taskId,
    by,
    via: row.via === 'token' || row.via === 'system' ? row.via : 'session',
    selection,
    rowId,
    runId,
    page,
    pageSize,
    totalPages,
    durationMs,
    startedAt: row.startedAt.toISOString(),
    checkedAt: row.checkedAt.toISOString(),
    counts: row.counts as ReceiptListItem['counts'],
    recordings: row.recordings as ReceiptListItem['recordings'],
    error: row.error as ReceiptListItem['error'],
  };
}

async function leadNames(orgId: OrgId, db: Db, rowIds: DbId[]): Promise<Map<DbId, string | null>> {
  const rows = await db.execute<{ id: DbId; name: string | null }>(sql`
    select t.id, ${beginning(sql`t.leads_name`)} as name
    from jsonb_array_elements_text(${JSON.stringify(rowIds)}::jsonb) as asked(id)
    join leads_task_list t on t.id = asked.id::bigint
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}`);
  return new Map(rows.map((row) => [row.id, row.name]));
}

const KEPT_DAYS = 90;

/** Deletes receipts past their time, a few at once so that no refresh waits for it. */
export async function deleteOldReceipts(orgId: OrgId, db: Db): Promise<void> {
  await db.execute(sql`
    delete from callboard.refresh_receipts where id in (
      select id from callboard.refresh_receipts
      where organization_id = ${orgId} and checked_at < now() - make_interval(days => ${KEPT_DAYS})
      limit 100 for update skip locked)`);
}
