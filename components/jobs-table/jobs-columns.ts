import type { ColumnKey, LayoutColumn } from '@/lib/views/columns';

/** A column of a table of jobs; `reason` says why a row without a `call_job_id` has none. */
export type JobColumn = ColumnKey | 'reason';
export type TableColumn = Omit<LayoutColumn, 'key'> & { key: JobColumn };

/** The columns of the rows that have no `call_job_id`: nothing of a call, but why. Nobody changes them. */
export const WITHOUT_ID_COLUMNS: readonly TableColumn[] = [
  ...(['lead', 'callStatus', 'reason', 'planned', 'conversation', 'followUp'] as const),
].map((key) => ({ key }));
