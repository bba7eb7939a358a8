import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, primaryKey, smallint, text } from 'drizzle-orm/pg-core';

import { foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

// By which jobs are found and counted without reading the installation's wide tables. Nothing of it is ever shown:
// lib/jobs/job-index keeps it in step with the truth.

/** 64 bits: read as text where they are read at all. */
const hash = (name: string) => bigint(name, { mode: 'bigint' });

/** One narrow row for each row of `leads_task_list`, keyed by its id. */
export const jobIndex = callboard.table(
  'job_index',
  {
    rowId: foreignId('row_id').primaryKey(),
    taskId: foreignId('task_id').notNull(),
    /** The combination of task, status, result ... that the row has: `job_cells.cell`. */
    cell: hash('cell').notNull(),
    /** The versions (xmin) of the row and of the follow-up that it names, when this was read from them. */
    version: number('version').notNull(),
    followVersion: number('follow_version'),
    /** `leads_follow_id` as it stands; another lead's follow-up is none, which `job_cells.follow` tells. */
    followId: foreignId('follow_id'),
    dueAt: timestamptz('due_at'),
    plannedAt: timestamptz('planned_at'),
    /** The provider's time. */
    calledAt: timestamptz('called_at'),
    changedAt: timestamptz('changed_at'),
    durationMs: integer('duration_ms'),
    attempts: integer('attempts').notNull(),
    hasJob: boolean('has_job').notNull(),
    hasRecording: boolean('has_recording').notNull(),
    /** The task's, where a follow-up is due: those lists are the organization's. */
    organizationId: text('organization_id'),
  },
  (t) => [
    index('job_index_task_idx').on(t.taskId, t.hasJob, t.rowId, t.cell),
    index('job_index_cell_idx').on(t.cell, t.rowId),
    index('job_index_due_idx')
      .on(t.organizationId, t.dueAt, t.rowId)
      .where(sql`due_at is not null`),
    index('job_index_follow_idx')
      .on(t.followId)
      .where(sql`follow_id is not null`),
    index('job_index_task_due_idx')
      .on(t.taskId, t.dueAt, t.cell)
      .where(sql`due_at is not null`),
    index('job_index_called_idx').on(t.taskId, t.calledAt.desc().nullsLast(), t.rowId),
    index('job_index_duration_idx').on(t.taskId, t.durationMs.desc().nullsLast(), t.rowId),
  ],
);

/** What rows are counted by. `n` is folded now and then: `job_count_changes` has what came since. */
export const jobCells = callboard.table(
  'job_cells',
  {
    cell: hash('cell').primaryKey(),
    taskId: foreignId('task_id').notNull(),
    hasJob: boolean('has_job').notNull(),
    /** As much of it as lists show; '' for none. */
    status: text('status').notNull(),
    result: text('result').notNull(),
    /** The robot's grade; '' for none. */
    grade: text('grade').notNull(),
    /** 'none', 'noted' (without a date), 'due' (with one). */
    follow: text('follow').notNull(),
    interest: smallint('interest'),
    /** What the newest check said of it, or 'never'. */
    checked: text('checked').notNull(),
    hasRecording: boolean('has_recording').notNull().default(false),
    n: number('n').notNull().default(0),
  },
  (t) => [index('job_cells_task_idx').on(t.taskId)],
);

/** How many rows of a task lie in each block of 512 ids: where a page begins, and which place a row has. */
export const jobBlocks = callboard.table(
  'job_blocks',
  {
    taskId: foreignId('task_id').notNull(),
    hasJob: boolean('has_job').notNull(),
    block: number('block').notNull(),
    n: number('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.taskId, t.hasJob, t.block] })],
);

/** Only ever added to, so that refreshes of one task never wait for each other; of a cell or of a block. */
export const jobCountChanges = callboard.table(
  'job_count_changes',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    taskId: foreignId('task_id').notNull(),
    cell: hash('cell'),
    hasJob: boolean('has_job'),
    block: number('block'),
    n: number('n').notNull(),
  },
  (t) => [index('job_count_changes_task_idx').on(t.taskId)],
);

/** Rows that were written by others, to be read again: named by their id, or by the follow-up that they name. */
export const jobIndexDirty = callboard.table(
  'job_index_dirty',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    rowId: foreignId('row_id'),
    taskId: foreignId('task_id'),
    followId: foreignId('follow_id'),
    notedAt: timestamptz('noted_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [index('job_index_dirty_task_idx').on(t.taskId, t.id), index('job_index_dirty_row_idx').on(t.rowId)],
);

/** How far the index is, in one row. */
export const jobIndexState = callboard.table('job_index_state', {
  id: integer('id').primaryKey(),
  /** What a row is read as; another build may read more. */
  readsAs: integer('reads_as').notNull(),
  /** Rows up to this id have been read once. */
  filledTo: foreignId('filled_to').notNull(),
  /** Null: not all rows have been read yet, and the old way answers. */
  filledAt: timestamptz('filled_at'),
  /** Every write since the last whole comparison began has been told by triggers. */
  watched: boolean('watched').notNull(),
  /** Why this installation cannot have an index. */
  unfit: text('unfit'),
  /** The comparison under way, and when the last whole one began: no count is older. */
  comparedTo: foreignId('compared_to').notNull(),
  compareBeganAt: timestamptz('compare_began_at'),
  comparedAt: timestamptz('compared_at'),
  compareMs: integer('compare_ms').notNull(),
  /** The triggers were there when the first filling, or the comparison under way, began. */
  beganWatched: boolean('began_watched').notNull(),
});

/**
 * The words of each row's conversation, as they are shown (masked), folded; see lib/jobs/words. The thirds of the call are
 * parted by form feeds, sentences by line feeds.
 */
export const jobWords = callboard.table(
  'job_words',
  {
    rowId: foreignId('row_id').primaryKey(),
    taskId: foreignId('task_id').notNull(),
    organizationId: text('organization_id'),
    customer: text('customer').notNull(),
    robot: text('robot').notNull(),
    /** Whoever else speaks. */
    other: text('other').notNull(),
    customerGrams: integer('customer_grams').array().notNull(),
    /** Of robot and others. */
    restGrams: integer('rest_grams').array().notNull(),
  },
  (t) => [
    index('job_words_task_idx').on(t.taskId, t.rowId),
    index('job_words_organization_idx').on(t.organizationId, t.rowId),
    index('job_words_customer_idx').using('gin', t.customerGrams).with({ fastupdate: false }),
    index('job_words_rest_idx').using('gin', t.restGrams).with({ fastupdate: false }),
  ],
);

/** Rows whose words are to be read again; noted with the index entry, in whatever transaction wrote that. */
export const jobWordsDue = callboard.table(
  'job_words_due',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    rowId: foreignId('row_id').notNull(),
    taskId: foreignId('task_id').notNull(),
  },
  (t) => [index('job_words_due_task_idx').on(t.taskId)],
);

/** How far the words are, in one row. */
export const jobWordsState = callboard.table('job_words_state', {
  id: integer('id').primaryKey(),
  /** How words are read and folded; another build may do it otherwise. */
  readsAs: integer('reads_as').notNull(),
  /** The words of rows up to this id have been read once. */
  filledTo: foreignId('filled_to').notNull(),
  filledAt: timestamptz('filled_at'),
  /** How many conversations there were when PostgreSQL last counted their grams for us (ANALYZE). */
  analyzedRows: number('analyzed_rows').notNull(),
});
