import type { DbId } from '@/lib/values/db-id';

import type { JobRecord } from './to-record';

export type RowRecording = { url: string; expiresAt: Date | null };

/** What the provider said about one row of the page. */
export type SnapshotRow = { rowId: DbId; jobId: string } & (
  | {
      outcome: 'record';
      record: JobRecord;
      recording: RowRecording | null;
      /** The version (xmin) of the row that was seen to hold the answer's conversation; absent: none is known. */
      conversationIn?: string;
    }
  | { outcome: 'not_returned' }
  | { outcome: 'invalid'; reason: string }
);

export type RecordRow = Extract<SnapshotRow, { outcome: 'record' }>;

export type Snapshot = { taskId: DbId; refreshNumber: number; checkedAt: Date; rows: SnapshotRow[] };

/** An installation without a primary key may have the same id twice; the job tells its rows apart. */
export const keyOf = ({ rowId, jobId }: { rowId: DbId; jobId: string }): string => `${rowId}:${jobId}`;
