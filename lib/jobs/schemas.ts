import type { Verdict } from '@/lib/receipts/schemas';
import type { FieldChange, Receipt } from '@/lib/receipts/schemas';
import type { FollowData, FollowUpEntry } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

import type { RowSearch } from '@/lib/tasks/match/schemas';

import type { WordHits } from './words/hits';

/** The provider's job as it came, with what our row holds after the refresh. */
export type JobData = Record<string, unknown> & {
  JobId: string;
  is_interested: number | null;
  follow_data: FollowData | null;
  recording_url: string | null;
};

export type RefreshAnswer = {
  status: 'success';
  code: 200;
  message: string;
  data: {
    task_id: DbId;
    task_name: string | null;
    task_type: number | null;
    total_jobs: number;
    updated_count: number;
    error_count: number;
    query_time: string;
    jobs_data: JobData[];
    pagination: { page: number; page_size: number; total_pages: number; total_count: number };
    receipt: Receipt;
  };
};

/** Answer of `POST /api/tasks/{id}/refresh`: what the refresh did, and the page as it is now, null where that could not be read. */
export type RefreshedPage = { receipt: Receipt; page: JobsPage | null };

export type ErrorAnswer = {
  status: 'error';
  code: number;
  message: string;
  /** The provider's RequestId, when the provider answered. */
  request_id?: string;
  receipt_id?: string;
  /** Of what steers the provider. */
  outcome?: 'refused' | 'unknown';
};

// What the pages show. Times are ISO UTC strings; phone numbers are masked before they get here.

export type JobRow = {
  rowId: DbId;
  /** After a refresh: the row no longer belongs to the filter of the page, on which it still stands. */
  left?: boolean;
  /** In a list of all tasks only. */
  task?: { id: DbId; name: string | null };
  /** Null: the row has no `call_job_id` and cannot be refreshed. */
  jobId: string | null;
  leadsId: string | null;
  leadsName: string | null;
  phoneMasked: string | null;
  callStatus: string | null;
  /** Task.Status of the latest call; null until the first refresh. */
  callResult: string | null;
  callingNumberMasked: string | null;
  plannedTime: string | null;
  durationMs: number | null;
  /** We asked the provider. */
  checkedAt: string | null;
  /** Our data last differed. */
  changedAt: string | null;
  /** The provider's own time: the later of ActualTime and the last sentence. */
  providerTime: string | null;
  lastVerdict: Verdict | null;
  /** A recording is known (`stored`), can be asked for because the job succeeded (`possible`), or neither. */
  recording: 'stored' | 'possible' | 'none';
  conversationTurns: number;
  /** The customer's last words, else the robot's; at most 80 characters. */
  conversationPreview: string | null;
  followUp: FollowData | null;
  isInterested: number | null;
  /** Where words are looked for: where this call has them. */
  hits?: WordHits;
  /** Whom the lead was given to. */
  owner: { id: string; name: string } | null;
  /** Of a row without a job id: what the newest search for its job found. */
  search?: RowSearch;
  /** What the robot calls its grade; null: it gave none. */
  grade: string | null;
  /** How often the lead was called. */
  attempts: number;
  /** What the robot noted of the call (`Job.Summary`), by its own names; the beginnings of it. */
  labels: { name: string; value: string }[];
};

export type LastRefresh = {
  receiptId: string;
  at: string;
  by: string;
  /** Null when the provider answered. */
  errorCode: string | null;
};

/** Rows of other pages that changed since this person last looked at them. */
export type ChangedElsewhere = { rows: number; since: string; pages: { page: number; rows: number }[] };

export type JobsPage = {
  rows: JobRow[];
  /** `atLeast`: more rows than `totalCount` match; of a search for words no more are counted, and paged through. */
  pagination: {
    page: number;
    pageSize: number;
    totalPages: number;
    totalCount: number;
    atLeast?: boolean;
  };
  /** Where words are looked for, and not all conversations can be found yet: how many rows of how many. */
  searchable?: Searchable;
  /** Rows of the task without a `call_job_id`. */
  withoutJobId: number;
  /** The newest refresh of this page of the task by anyone. */
  lastRefresh: LastRefresh | null;
  changedElsewhere: ChangedElsewhere | null;
};

/** Rows that can be found by what was said by now, of all that can be refreshed. */
export type Searchable = { rows: number; of: number };

export type Sentence = {
  speaker: 'robot' | 'customer' | 'other';
  /** The provider's own label. */
  label: string;
  text: string;
  /** When the provider stored the sentence. */
  at: string | null;
  /** Seconds from the start of the call as far as it can be told; null when no time is known. */
  offsetSeconds: number | null;
};

export type Call = {
  callId: string | null;
  result: string | null;
  plannedTime: string | null;
  actualTime: string | null;
  durationMs: number | null;
  callingNumberMasked: string | null;
  calledNumberMasked: string | null;
};

/** A call with what DescribeJob tells of it; `hangUpSide`, `endReason` and `sipCode` as they came. */
export type DetailedCall = Call & {
  endTime: string | null;
  endReason: string | null;
  hangUpSide: string | null;
  ringingMs: number | null;
  sipCode: string | null;
  conversation: Sentence[];
};

/** Answer of `GET /api/jobs/{row id}/calls`. */
export type DescribedCalls = {
  /** Oldest first. */
  calls: DetailedCall[];
  /** Nothing can change before it. */
  next_execution_time: string | null;
  /** When the provider told it; null: it never did. */
  described_at: string | null;
  /** The provider failed just now, and what is answered is older. */
  error?: { code: string; message: string; requestId: string | null };
};

export type JobDetail = {
  row: JobRow;
  task: { id: DbId; name: string | null };
  /** The call that the row shows, with its conversation and recording; null before the first one. */
  callId: string | null;
  /** As ListJobs told them at the newest check, oldest first. */
  calls: Call[];
  contacts: {
    name: string | null;
    honorific: string | null;
    phoneMasked: string | null;
    referenceId: string | null;
  }[];
  summary: { name: string; content: string; category: string | null }[];
  extras: { key: string; value: string | null }[];
  failureReason: string | null;
  conversation: Sentence[];
  /** What the provider told as the words of the latest call is none that we can read. */
  wordsRefused: boolean;
  followUps: FollowUpEntry[];
  /** The newest refresh that asked for this row, when its receipt is still kept. */
  lastCheck: LastCheck | null;
  /** The row's neighbours in the order of the table; null at the ends of the task. */
  previousRowId: DbId | null;
  nextRowId: DbId | null;
};

/**
 * Answer of `GET /api/jobs/{row id}/place`: how many rows of a selection come before it (null: it is not in it), and the
 * rows before and after it in the selection's order, whether or not it is in it.
 */
export type JobPlace = {
  taskId: DbId;
  place: number | null;
  previousRowId: DbId | null;
  nextRowId: DbId | null;
};

/** What the newest refresh of a row's page said of the row; `failed`: the provider did not answer at all. */
export type LastCheck = {
  receiptId: string;
  at: string;
  by: string;
  outcome: Verdict | 'failed';
  /** Why, of an invalid or superseded row; the provider's message, of a failure. */
  reason: string | null;
  /** The provider's code, of a failure. */
  code: string | null;
  /** The provider's RequestId of the last attempt. */
  requestId: string | null;
};

/** One thing that happened to a job. */
export type TimelineEvent = {
  id: string;
  at: string;
  kind:
    | ('created' | 'planned' | 'call' | 'changed' | 'follow_up')
    | ('played' | 'downloaded' | 'revealed' | 'assigned');
  by: string | null;
  via: string | null;
  /** The refresh that brought a change. */
  receiptId: string | null;
  changes?: FieldChange[];
  call?: Call;
  followUp?: FollowData;
  /** Names of the lead's owner before and after; null: nobody. */
  owner?: { from: string | null; to: string | null };
  /** The follow-up was taken back. */
  undone?: true;
  /** A changed interest (`is_interested`), of a follow-up. */
  interest?: { from: number | null; to: number | null };
  /** Whose recording was played or downloaded. */
  callId?: string;
  reason?: string;
};
