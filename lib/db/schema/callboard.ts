import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';

import { foreignId, timestamptz } from './own-columns';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

// All but the three tables of installation.ts is ours and lives in a schema of its own, so that no name meets one of the installation's.

export const callboard = pgSchema('callboard');

/** Orders refreshes: a clock cannot, a number can. */
export const refreshNumber = callboard.sequence('refresh_number');

/** One refresh of a page or of one job: kept 90 days. */
export const refreshReceipts = callboard.table(
  'refresh_receipts',
  {
    id: uuid('id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    refreshNumber: bigint('refresh_number', { mode: 'number' }).notNull(),
    userId: uuid('user_id').notNull(),
    userName: text('user_name').notNull(),
    via: text('via').notNull(),
    /** The page's filter and sort as the address has them; '' for the whole task in id order. */
    selection: text('selection').notNull().default(''),
    /** The one job, as a page of one row; null: a page of the task. */
    rowId: foreignId('row_id'),
    /** The run that it is a batch of; its page is the batch's number then, and its page size 0. */
    runId: uuid('run_id'),
    page: integer('page').notNull(),
    pageSize: integer('page_size').notNull(),
    totalPages: integer('total_pages').notNull(),
    startedAt: timestamptz('started_at').notNull(),
    checkedAt: timestamptz('checked_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** ReceiptCounts */
    counts: jsonb('counts').notNull(),
    /** The rows that a failed refresh asked for; null where `rows` tells it, and of refreshes before this was kept. */
    askedRowIds: foreignId('asked_row_ids').array(),
    /** ReceiptRow[] */
    rows: jsonb('rows').notNull(),
    /** ProviderCall[] */
    providerCalls: jsonb('provider_calls').notNull(),
    /** RecordingCounts */
    recordings: jsonb('recordings').notNull(),
    /** Null when the provider answered, else { code, message, requestId }. */
    error: jsonb('error'),
  },
  (t) => [
    index('refresh_receipts_task_idx').on(t.organizationId, t.taskId, t.refreshNumber.desc()),
    index('refresh_receipts_asked_for_idx')
      .on(t.organizationId, t.taskId, t.refreshNumber.desc())
      .where(sql`run_id is null`),
    index('refresh_receipts_page_idx').on(
      t.organizationId,
      t.taskId,
      t.page,
      t.pageSize,
      t.refreshNumber.desc(),
    ),
    index('refresh_receipts_checked_at_idx').on(t.organizationId, t.checkedAt),
  ],
);

/** What we know of a row of `leads_task_list` beyond its own columns, keyed by its id. */
export const jobStates = callboard.table(
  'job_states',
  {
    rowId: foreignId('row_id').primaryKey(),
    taskId: foreignId('task_id').notNull(),
    /** The newest refresh that brought a usable answer for this row; 0: none has. */
    checkNumber: bigint('check_number', { mode: 'number' }).notNull(),
    checkedAt: timestamptz('checked_at').notNull(),
    changedAt: timestamptz('changed_at'),
    /** The later of ActualTime and the last sentence. */
    providerTime: timestamptz('provider_time'),
    /** The provider's last job without its conversations. */
    providerJob: jsonb('provider_job'),
    /** Task.Status of the latest call. */
    callResult: text('call_result'),
    /** Tells whether the provider's answer is the one that `provider_job`, `provider_time` and `call_result` hold. */
    answerDigest: text('answer_digest'),
    lastVerdict: text('last_verdict'),
    /** The live link to the recording of one call, and until when it lives. */
    recordingCallId: text('recording_call_id'),
    recordingLink: text('recording_link'),
    recordingExpiresAt: timestamptz('recording_expires_at'),
    /** DescribeJob's answer without conversations, asked for when a person looks, and when that was. */
    describedJob: jsonb('described_job'),
    describedAt: timestamptz('described_at'),
  },
  (t) => [index('job_states_task_id_changed_at_idx').on(t.taskId, t.changedAt)],
);

/** Until when a person has seen the rows of an id range of a task. */
export const taskViews = callboard.table(
  'task_views',
  {
    userId: uuid('user_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    fromRowId: foreignId('from_row_id').notNull(),
    toRowId: foreignId('to_row_id').notNull(),
    seenAt: timestamptz('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.taskId, t.fromRowId, t.toRowId] })],
);

/**
 * What happened to a job, in order: a refresh's changes, follow-ups, plays, downloads, revealed numbers. Rows are only
 * ever added (a trigger refuses anything else), each in the transaction of what it tells.
 */
export const jobEvents = callboard.table(
  'job_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    rowId: foreignId('row_id').notNull(),
    at: timestamptz('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    kind: text('kind').notNull(),
    userId: uuid('user_id'),
    userName: text('user_name'),
    via: text('via'),
    receiptId: uuid('receipt_id'),
    details: jsonb('details'),
  },
  (t) => [
    index('job_events_row_idx').on(t.organizationId, t.rowId, t.id),
    // What people did, for the audit; what refreshes changed is far more, and stands in their receipts.
    index('job_events_deeds_idx')
      .on(t.organizationId, t.at, t.id)
      .where(sql`kind in ('played', 'downloaded', 'follow_up')`),
    // The same of one task,
    index('job_events_task_deeds_idx')
      .on(t.organizationId, t.taskId, t.at, t.id)
      .where(sql`kind in ('played', 'downloaded', 'follow_up')`),
    // and of one person: their day, and the audit of them alone.
    index('job_events_person_idx')
      .on(t.organizationId, t.userId, t.at, t.id)
      .where(sql`kind in ('played', 'downloaded', 'follow_up')`),
  ],
);

/** The waveform of one call's recording: made once, kept when the provider has deleted the recording. */
export const recordingPeaks = callboard.table(
  'recording_peaks',
  {
    organizationId: text('organization_id').notNull(),
    callId: text('call_id').notNull(),
    /** 'making' while one instance reads the recording, then 'ready', or 'unreadable' with the reason. */
    state: text('state').notNull(),
    reason: text('reason'),
    durationMs: integer('duration_ms'),
    channels: integer('channels'),
    peaksPerSecond: integer('peaks_per_second'),
    /** Signed bytes: minimum and maximum of each stretch, channel after channel within a stretch. */
    peaks: bytea('peaks'),
    madeAt: timestamptz('made_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.callId] })],
);

/** What people set right for one job: where in the sound its first sentence that has a time was stored. */
export const jobSettings = callboard.table('job_settings', {
  rowId: foreignId('row_id').primaryKey(),
  organizationId: text('organization_id').notNull(),
  callId: text('call_id'),
  audioOffsetMs: integer('audio_offset_ms').notNull(),
});

/** What people set right for one task: which side of its recordings is the robot. */
export const taskSettings = callboard.table('task_settings', {
  taskId: foreignId('task_id').primaryKey(),
  organizationId: text('organization_id').notNull(),
  robotChannel: text('robot_channel').notNull(),
});

/** Who wrote a row of `leads_follow` in Callboard; the table itself has no room for it. */
export const followUpAuthors = callboard.table(
  'follow_up_authors',
  {
    followId: foreignId('follow_id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    rowId: foreignId('row_id').notNull(),
    userId: uuid('user_id').notNull(),
    userName: text('user_name').notNull(),
    savedAt: timestamptz('saved_at').notNull().defaultNow(),
  },
  (t) => [index('follow_up_authors_user_idx').on(t.organizationId, t.userId)],
);

/** Phrases for remarks: a person's own, and the team's. */
export const followUpTemplates = callboard.table(
  'follow_up_templates',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organizationId: text('organization_id').notNull(),
    userId: uuid('user_id').notNull(),
    body: text('body').notNull(),
    /** One of the team's: everybody of the organization has it. */
    shared: boolean('shared').notNull().default(false),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (t) => [index('follow_up_templates_user_idx').on(t.organizationId, t.userId)],
);

/**
 * Until when which row's follow-up is due. The truth stands in `leads_follow`, which no index leads to by time or by
 * organization; this list says where to look, and each entry is checked against the truth before it is shown.
 */
export const dueFollowUps = callboard.table(
  'due_follow_ups',
  {
    rowId: foreignId('row_id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    dueAt: timestamptz('due_at').notNull(),
    notedAt: timestamptz('noted_at').notNull(),
  },
  (t) => [index('due_follow_ups_due_idx').on(t.organizationId, t.dueAt)],
);

/** When `due_follow_ups` was last compared with an organization's rows, and how long that took. */
export const dueFollowUpChecks = callboard.table('due_follow_up_checks', {
  organizationId: text('organization_id').primaryKey(),
  finishedAt: timestamptz('finished_at').notNull(),
  durationMs: integer('duration_ms').notNull(),
});
