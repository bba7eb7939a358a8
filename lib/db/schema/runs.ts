import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

import { count, foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

/**
 * A refresh of a whole selection. The truth of a run lies here, not in a queue: whoever holds the lease drives it, and
 * everything that it writes checks the fence in the same transaction, so that one who lost the lease writes nothing.
 */
export const refreshRuns = callboard.table(
  'refresh_runs',
  {
    id: uuid('id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    /** Null: all rows that `query` means; else what that run could not refresh. */
    retryOf: uuid('retry_of'),
    /** The filter, as an address has it; '': the whole task. */
    query: text('query').notNull().default(''),
    skipRecording: boolean('skip_recording').notNull(),
    /** Ids a call, 1 to 99. */
    batchSize: integer('batch_size').notNull(),
    /** Between one call and the next, in ms; 0: as fast as the budget allows. */
    pauseMs: count('pause_ms'),
    /** 'pending', 'running', 'paused'; 'done', 'failed', 'cancelled' are its ends. */
    state: text('state').notNull().default('pending'),
    startedBy: uuid('started_by').notNull(),
    startedByName: text('started_by_name').notNull(),
    /** 'session', 'token' or 'schedule': that one is a day of a task's schedule, and its rows are added as they come due. */
    via: text('via').notNull(),
    /** Rows that it had to refresh when it was asked for. */
    totalRows: integer('total_rows').notNull(),
    /** The newest row when it was asked for: what comes later belongs to the next run. */
    throughId: foreignId('through_id').notNull(),
    /** The cursor: rows up to this one are in batches. */
    afterId: foreignId('after_id').notNull().default(0),
    plannedBatches: count('planned_batches'),
    doneBatches: count('done_batches'),
    failedBatches: count('failed_batches'),
    /** The five verdicts, and the rows of batches whose call failed. */
    updated: count('updated'),
    unchanged: count('unchanged'),
    notReturned: count('not_returned'),
    superseded: count('superseded'),
    invalid: count('invalid'),
    failedRows: count('failed_rows'),
    /** Calls to the provider, each attempt. */
    calls: count('calls'),
    owner: text('owner'),
    leaseUntil: timestamptz('lease_until'),
    /** Nothing is to be done before; null: now. */
    wakeAt: timestamptz('wake_at'),
    fence: number('fence').notNull().default(0),
    /** Why nothing goes on at the moment, { reason, code?, until }; null: it goes on. */
    waiting: jsonb('waiting'),
    /** Why it failed, { code, message }. */
    error: jsonb('error'),
    createdAt: timestamptz('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    startedAt: timestamptz('started_at'),
    finishedAt: timestamptz('finished_at'),
  },
  (t) => [
    uniqueIndex('refresh_runs_one_a_task')
      .on(t.organizationId, t.taskId)
      .where(sql`state in ('pending', 'running', 'paused') and via <> 'schedule'`),
    uniqueIndex('refresh_runs_one_schedule')
      .on(t.organizationId, t.taskId)
      .where(sql`state in ('pending', 'running', 'paused') and via = 'schedule'`),
    index('refresh_runs_to_drive_idx')
      .on(t.createdAt)
      .where(sql`state in ('pending', 'running')`),
    index('refresh_runs_task_idx').on(t.organizationId, t.taskId, t.createdAt.desc()),
  ],
);

/** One call's rows of a run. Its receipt, its rows and the run's counts are committed together. */
export const refreshRunBatches = callboard.table(
  'refresh_run_batches',
  {
    runId: uuid('run_id').notNull(),
    number: integer('number').notNull(),
    fromRowId: foreignId('from_row_id').notNull(),
    toRowId: foreignId('to_row_id').notNull(),
    rows: integer('rows').notNull(),
    /** Which rows of the range it is about; null: all that can be refreshed. */
    rowIds: foreignId('row_ids').array(),
    /** Of a schedule: 'due', or 'sample' of final jobs. */
    cause: text('cause'),
    /** 'planned', 'done', 'failed'. */
    state: text('state').notNull().default('planned'),
    receiptId: uuid('receipt_id'),
    /** ReceiptCounts */
    counts: jsonb('counts'),
    /** { code, message, requestId } of the provider. */
    error: jsonb('error'),
    durationMs: integer('duration_ms'),
    finishedAt: timestamptz('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.number] }),
    index('refresh_run_batches_state_idx')
      .on(t.runId, t.state, t.number)
      .where(sql`state <> 'done'`),
    index('refresh_run_batches_finished_idx').on(t.runId, t.finishedAt),
  ],
);

/** Calls a second to the provider's account, over all instances: one row, moved by one statement on this clock. */
export const providerBudgets = callboard.table('provider_budgets', {
  account: text('account').primaryKey(),
  /** Calls a second now: the limit, or less while the provider throttles. */
  rate: doublePrecision('rate').notNull(),
  /** The limit that all instances were started with, and the lower one that an administrator has set. */
  limitRate: doublePrecision('limit_rate').notNull(),
  loweredTo: doublePrecision('lowered_to'),
  /** When the next call may start. */
  nextAt: timestamptz('next_at').notNull(),
  /** When the rate was last lowered because of throttling, raised again, and until when the provider wants no call. */
  throttledAt: timestamptz('throttled_at'),
  raisedAt: timestamptz('raised_at'),
  blockedUntil: timestamptz('blocked_until'),
});

/** The newest change of each task. Taking the next number locks the row, so that numbers are committed in their order. */
export const taskChangeNumbers = callboard.table('task_change_numbers', {
  taskId: foreignId('task_id').primaryKey(),
  organizationId: text('organization_id').notNull(),
  number: number('number').notNull(),
});

/** Which rows of a task each commit changed: what a page that missed a notice reads. Kept for a day. */
export const taskChanges = callboard.table(
  'task_changes',
  {
    taskId: foreignId('task_id').notNull(),
    number: number('number').notNull(),
    organizationId: text('organization_id').notNull(),
    at: timestamptz('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    receiptId: uuid('receipt_id'),
    rowIds: foreignId('row_ids').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.taskId, t.number] }), index('task_changes_at_idx').on(t.at)],
);
