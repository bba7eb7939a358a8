import type { Actor } from '@/lib/auth/actor';
import type { FollowData } from '@/lib/follow-ups/schemas';
import { countVerdicts } from '@/lib/receipts/receipt-record';
import type { FieldChange, Receipt, ReceiptRow } from '@/lib/receipts/schemas';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import type { JobData, RefreshAnswer } from '../schemas';
import type { Refreshed } from './refresh-page';
import { shownFields } from '../shown-fields';

/**
 * The answer of `POST /query-task-execution`, and of the refresh of one job. A token gets the provider's data in full; a
 * browser gets the fields that it knows (masked by the door) and, in place of a link of the provider's, the address of
 * our own recording route.
 */
export function presentRefresh(refreshed: Refreshed, via: Actor['via']): RefreshAnswer {
  const { task, receipt } = refreshed;
  const counts = countVerdicts(receipt.rows);
  const inBrowser = via !== 'token';
  const jobs = refreshed.rows.flatMap(({ rowId, job, after }): JobData[] => {
    if (!job) return [];
    const recordingUrl = after?.recordingUrl ?? null;
    const { JobId } = job;
    const data: JobData = {
      ...(inBrowser ? { ...shownFields(job), JobId } : job),
      is_interested: after?.isInterested ?? null,
      follow_data: inBrowser ? previewed(after?.followData) : (after?.followData ?? null),
      recording_url: inBrowser && recordingUrl ? recordingPath(rowId) : recordingUrl,
    };
    return [data];
  });
  return {
    status: 'success',
    code: 200,
    message: `查询成功：共 ${counts.rows} 条作业，更新 ${counts.updated} 条`,
    data: {
      task_id: task.id,
      task_name: task.name,
      task_type: task.type,
      total_jobs: refreshed.totalCount,
      updated_count: counts.updated,
      error_count: counts.invalid,
      query_time: beijingTime(receipt.checkedAt),
      jobs_data: jobs,
      pagination: {
        page: refreshed.page,
        page_size: refreshed.pageSize,
        total_pages: refreshed.totalPages,
        total_count: refreshed.rowId === null ? refreshed.totalCount : 1,
      },
      receipt: presentReceipt(refreshed, via),
    },
  };
}

/** The receipt alone, as the answer of a refresh has it. */
export function presentReceipt({ receipt }: Pick<Refreshed, 'receipt'>, via: Actor['via']): Receipt {
  return {
    id: receipt.id,
    checked_at: receipt.checkedAt.toISOString(),
    duration_ms: receipt.durationMs,
    counts: countVerdicts(receipt.rows),
    rows: via === 'token' ? receipt.rows : receipt.rows.map(withoutLinks),
    provider_calls: receipt.providerCalls,
    recordings: receipt.recordings,
  };
}

function previewed(followUp: FollowData | null | undefined): FollowData | null {
  return followUp ? { ...followUp, leads_remark: preview(followUp.leads_remark, 'remark') } : null;
}

/** A receipt's row with our own addresses in place of the provider's links. */
export function withoutLinks<Row extends ReceiptRow>(row: Row): Row {
  return row.changes
    ? { ...row, changes: row.changes.map((change) => withoutLink(change, row.row_id)) }
    : row;
}

/** A change with our own addresses in place of the provider's links. */
export function withoutLink(change: FieldChange, rowId: DbId): FieldChange {
  if (change.field !== 'recording_url') return change;
  const own = (value: FieldChange['from']) => (typeof value === 'string' ? recordingPath(rowId) : value);
  return { ...change, from: own(change.from), to: own(change.to) };
}

/** The address of our own recording route: the only one that a browser gets. */
function recordingPath(rowId: DbId): string {
  return `/api/jobs/${rowId}/recording`;
}

const BEIJING = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

function beijingTime(time: Date): string {
  return BEIJING.format(time);
}
