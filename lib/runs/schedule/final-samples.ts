import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';

/**
 * Adds a batch of sampled final jobs to its night: how many were answered for, and how many of them had changed all the
 * same. A link that was signed anew is no change. In the transaction that writes the batch.
 */
export async function noteSampled(
  orgId: OrgId,
  tx: Tx,
  runId: string,
  { rows }: Pick<ReceiptRecord, 'rows'>,
): Promise<void> {
  const asked = rows.filter(({ verdict }) => verdict === 'updated' || verdict === 'unchanged').length;
  const differed = rows.filter(
    ({ verdict, changes }) =>
      verdict === 'updated' && changes?.some(({ field }) => field !== 'recording_url'),
  ).length;
  await tx.execute(sql`
    update callboard.final_samples set asked = asked + ${asked}::int, differed = differed + ${differed}::int
    where run_id = ${runId}::uuid and organization_id = ${orgId}`);
}
