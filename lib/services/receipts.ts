import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { withoutLinks } from '@/lib/jobs/refresh/present-refresh';
import type { JobsPage } from '@/lib/jobs/schemas';
import type { ReceiptListItem, StoredReceipt } from '@/lib/receipts/schemas';
import { findReceipt, listReceipts as listReceiptRows } from '@/lib/receipts/stored-receipts';
import type { DbId } from '@/lib/values/db-id';

export async function listReceipts(
  actor: Actor,
  query: { taskId: DbId; page: number; pageSize: number },
): Promise<{ receipts: ReceiptListItem[]; pagination: JobsPage['pagination'] }> {
  const { receipts, totalCount } = await withinDatabaseDeadline(() =>
    listReceiptRows(actor.orgId, database('pages'), query),
  );
  const totalPages = Math.ceil(totalCount / query.pageSize);
  return { receipts, pagination: { page: query.page, pageSize: query.pageSize, totalPages, totalCount } };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * A receipt with our own addresses in place of the provider's links.
 * @throws AppError `not_found`
 */
export async function getReceipt(actor: Actor, receiptId: string): Promise<StoredReceipt> {
  const receipt = UUID.test(receiptId)
    ? await withinDatabaseDeadline(() => findReceipt(actor.orgId, database('pages'), receiptId))
    : null;
  if (!receipt) throw new AppError('not_found');
  return { ...receipt, rows: receipt.rows.map(withoutLinks) };
}
