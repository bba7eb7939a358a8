import { sql } from 'drizzle-orm';
import { index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

import { count, foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

/**
 * A task that is brought in, page by page, and looked at again for newer jobs. Whoever holds the lease drives it, and
 * everything that it writes checks the fence in the same transaction.
 */
export const taskImports = callboard.table(
  'task_imports',
  {
    id: uuid('id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    /** 'provider': a job group; 'table': rows of a file. */
    source: text('source').notNull().default('provider'),
    /** The provider's group that it is made of. */
    jobGroupId: text('job_group_id'),
    name: text('name').notNull(),
    /** The file that it is made of, and its hex SHA-256. */
    fileName: text('file_name'),
    fileHash: text('file_hash'),
    scriptId: text('script_id'),
    /** The group's state and creation when it was asked for. */
    groupStatus: text('group_status'),
    groupCreatedAt: timestamptz('group_created_at'),
    /** The row of `call_tasks`; null until the first page is in. */
    taskId: foreignId('task_id'),
    /** 'draft': rows of a table are on their way; 'pending', 'running'; 'done', 'failed', 'cancelled' are its ends. */
    state: text('state').notNull().default('pending'),
    /** Newer jobs are looked for so often; null: never. */
    everyMinutes: integer('every_minutes'),
    /** When they are looked for next. */
    nextAt: timestamptz('next_at'),
    /** How often all pages of this round have been begun, and the next page to read. */
    pass: integer('pass').notNull().default(1),
    nextPage: integer('next_page').notNull().default(1),
    /** Jobs of the group as the provider counts them. */
    total: integer('total'),
    /** Of this round: jobs read, rows added, and jobs that the installation's table refused. */
    readJobs: count('read_jobs'),
    addedRows: count('added_rows'),
    refusedRows: count('refused_rows'),
    /** Over all rounds: jobs that have a row. */
    knownJobs: count('known_jobs'),
    /** Failures in a row. */
    tries: count('tries'),
    /** Whom its leads are given to in turn, those of later rounds as well; null: nobody. */
    ownerIds: uuid('owner_ids').array(),
    startedBy: uuid('started_by').notNull(),
    startedByName: text('started_by_name').notNull(),
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
    startedAt: timestamptz('started_at'),
    finishedAt: timestamptz('finished_at'),
  },
  (t) => [
    // One group is one task, of one organization.
    uniqueIndex('task_imports_job_group_key').on(t.jobGroupId),
    index('task_imports_organization_idx').on(t.organizationId, t.createdAt.desc()),
    index('task_imports_to_drive_idx')
      .on(t.createdAt)
      .where(sql`state in ('pending', 'running')`),
    index('task_imports_next_idx')
      .on(t.nextAt)
      .where(sql`next_at is not null`),
  ],
);

/** The jobs that an import has made rows of: none is made twice, however often it is read. */
export const importedJobs = callboard.table(
  'imported_jobs',
  { importId: uuid('import_id').notNull(), jobId: text('job_id').notNull() },
  (t) => [primaryKey({ columns: [t.importId, t.jobId] })],
);

/** Rows of a table until they are in the installation's own, or nobody wants them. */
export const importRows = callboard.table(
  'import_rows',
  {
    importId: uuid('import_id').notNull(),
    /** Counted from 1. */
    place: integer('place').notNull(),
    data: jsonb('data').notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.place] })],
);
