import type { Actor } from '@/lib/auth/actor';

import { maskJson, maskNumber, numbersOf } from './masking';
import { countVerdicts } from './receipts';
import type { FieldChange, JobData, ReceiptRow, RefreshAnswer } from './schemas';
import type { Refreshed } from './refresh-page';

/**
 * The answer of `POST /query-task-execution`, and of the refresh of one job. A token gets the provider's data in full; a browser gets numbers masked
 * and, in place of a link of the provider's, the address of our own recording route.
 */
export function presentRefresh(refreshed: Refreshed, via: Actor['via']): RefreshAnswer {
  const { task, receipt } = refreshed;
  const counts = countVerdicts(receipt.rows);
  const inBrowser = via === 'session';
  const jobs = refreshed.rows.flatMap(({ rowId, job, after }): JobData[] => {
    if (!job) return [];
    const recordingUrl = after?.recordingUrl ?? null;
    const data: JobData = {
      ...job,
      is_interested: after?.isInterested ?? null,
      follow_data: after?.followData ?? null,
      recording_url: inBrowser && recordingUrl ? recordingPath(rowId) : recordingUrl,
    };
    return [inBrowser ? maskJson(data, [...numbersOf(job), after?.leadsPhone]) : data];
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
      receipt: {
        id: receipt.id,
        checked_at: receipt.checkedAt.toISOString(),
        duration_ms: receipt.durationMs,
        counts,
        rows: inBrowser ? receipt.rows.map(hideInRow) : receipt.rows,
        provider_calls: receipt.providerCalls,
        recordings: receipt.recordings,
      },
    },
  };
}

/** A receipt's row without full numbers and without links of the provider's. */
export function hideInRow<Row extends ReceiptRow>(row: Row): Row {
  return row.changes
    ? { ...row, changes: row.changes.map((change) => hideInChange(change, row.row_id)) }
    : row;
}

/** A change without full numbers and without links of the provider's. */
export function hideInChange(change: FieldChange, rowId: number): FieldChange {
  const hide = (value: FieldChange['from']): FieldChange['from'] => {
    if (typeof value !== 'string') return value;
    if (change.field === 'calling_number') return maskNumber(value);
    return change.field === 'recording_url' ? recordingPath(rowId) : value;
  };
  return { field: change.field, from: hide(change.from), to: hide(change.to) };
}

/** The address of our own recording route: the only one that a browser gets. */
function recordingPath(rowId: number): string {
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
