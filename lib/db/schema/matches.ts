import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

import { count, foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

/**
 * A search for the jobs of a task's rows that have no job id. The worker reads the provider's group and leaves a proposal;
 * a person applies it. Whoever holds the lease drives it, and everything that it writes checks the fence in the same
 * transaction.
 */
export const jobMatchings = callboard.table(
  'job_matchings',
  {
    id: uuid('id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    jobGroupId: text('job_group_id').notNull(),
    /** 'pending', 'running', 'ready'; 'failed', 'discarded', 'applied', 'undone' are its ends. */
    state: text('state').notNull().default('pending'),
    /** The next page of the group to read; null: all are read. */
    nextPage: integer('next_page').default(1),
    /** Jobs of the group as the provider counts them, and those that have been read. */
    total: integer('total'),
    readJobs: count('read_jobs'),
    /** Rows that were looked for. */
    rows: count('rows'),
    appliedRows: count('applied_rows'),
    /** Of those applied: taken back again. */
    undoneRows: count('undone_rows'),
    /** The task has more rows without a job id than were looked for. */
    moreRows: boolean('more_rows').notNull().default(false),
    /** Failures in a row. */
    tries: count('tries'),
    /** How often it was taken and neither went on nor was given back. */
    takes: count('takes'),
    startedBy: uuid('started_by').notNull(),
    startedByName: text('started_by_name').notNull(),
    appliedByName: text('applied_by_name'),
    appliedAt: timestamptz('applied_at'),
    owner: text('owner'),
    leaseUntil: timestamptz('lease_until'),
    fence: number('fence').notNull().default(0),
    /** Nobody goes on before. */
    notBefore: timestamptz('not_before'),
    /** Why nothing goes on at the moment, { reason, code, until }. */
    waiting: jsonb('waiting'),
    /** Why it failed, { code, message }. */
    error: jsonb('error'),
    createdAt: timestamptz('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    finishedAt: timestamptz('finished_at'),
  },
  (t) => [
    uniqueIndex('job_matchings_one_a_task')
      .on(t.organizationId, t.taskId)
      .where(sql`state in ('pending', 'running', 'ready')`),
    index('job_matchings_to_drive_idx')
      .on(t.createdAt)
      .where(sql`state in ('pending', 'running')`),
    index('job_matchings_task_idx').on(t.organizationId, t.taskId, t.createdAt.desc()),
  ],
);

/** Jobs of the group that could be of one of the rows, while they are gathered. */
export const jobMatchCandidates = callboard.table(
  'job_match_candidates',
  {
    matchingId: uuid('matching_id').notNull(),
    jobId: text('job_id').notNull(),
    /** The job's and its contact's. */
    referenceIds: text('reference_ids').array().notNull(),
    phone: text('phone'),
    /** When its calls were, epoch ms; null: not asked for. */
    times: jsonb('times'),
  },
  (t) => [primaryKey({ columns: [t.matchingId, t.jobId] })],
);

/** What was found for a row. A job is never proposed for two rows, nor two for one. */
export const jobMatches = callboard.table(
  'job_matches',
  {
    matchingId: uuid('matching_id').notNull(),
    rowId: foreignId('row_id').notNull(),
    /** 'match', 'ambiguous', 'taken', 'none'. */
    outcome: text('outcome').notNull(),
    jobId: text('job_id'),
    /** How many jobs fit, and some of them. */
    jobs: count('jobs'),
    candidates: text('candidates').array().notNull().default([]),
    /** By what it was found, and how sure that is: 'certain', 'likely', 'doubtful'. */
    reason: text('reason'),
    confidence: text('confidence'),
    /** What became of the proposal: 'proposed', 'applied', 'skipped', 'refused'; 'undone', 'changed', 'refreshed'. */
    state: text('state').notNull().default('proposed'),
    /** What the row had ('' or null), a digest of the whole row as it was written, and its newest check by then. */
    before: text('before'),
    written: text('written'),
    checkNumber: number('check_number'),
  },
  (t) => [
    primaryKey({ columns: [t.matchingId, t.rowId] }),
    uniqueIndex('job_matches_job_key')
      .on(t.matchingId, t.jobId)
      .where(sql`job_id is not null`),
    index('job_matches_row_idx').on(t.rowId),
  ],
);
