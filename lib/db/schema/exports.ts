import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';

import { count, foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** A file of a selection's rows. As with a run, whoever holds the lease writes, and every write checks the fence. */
export const fileExports = callboard.table(
  'exports',
  {
    id: uuid('id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    /** Null: all tasks of the organization. */
    taskId: foreignId('task_id'),
    /** The selection's part of an address. */
    query: text('query').notNull(),
    /** 'csv', 'xlsx', 'txt', 'zip'. */
    format: text('format').notNull(),
    columns: text('columns').array().notNull(),
    /** The language of its words. */
    locale: text('locale').notNull(),
    /** 'queued', 'running'; 'done', 'failed', 'cancelled' are its ends. */
    state: text('state').notNull().default('queued'),
    askedBy: uuid('asked_by').notNull(),
    askedByName: text('asked_by_name').notNull(),
    via: text('via').notNull(),
    /** Rows that match; null until they are picked. */
    totalRows: integer('total_rows'),
    parts: count('parts'),
    doneParts: count('done_parts'),
    /** Rows in the file, and recordings that could not be had. */
    rows: count('rows'),
    missing: count('missing'),
    bytes: number('bytes').notNull().default(0),
    owner: text('owner'),
    leaseUntil: timestamptz('lease_until'),
    fence: number('fence').notNull().default(0),
    /** Why it failed, { code, message }. */
    error: jsonb('error'),
    createdAt: timestamptz('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    startedAt: timestamptz('started_at'),
    /** As of when its rows match. */
    pickedAt: timestamptz('picked_at'),
    finishedAt: timestamptz('finished_at'),
    /** From then on there is no file any more. */
    expiresAt: timestamptz('expires_at'),
  },
  (t) => [
    index('exports_to_write_idx')
      .on(t.createdAt)
      .where(sql`state in ('queued', 'running')`),
    index('exports_organization_idx').on(t.organizationId, t.createdAt.desc()),
    index('exports_expiry_idx')
      .on(t.expiresAt)
      .where(sql`expires_at is not null`),
  ],
);

/** The rows of an export in its order, some thousand each, fixed when it began. */
export const exportParts = callboard.table(
  'export_parts',
  {
    exportId: uuid('export_id').notNull(),
    number: integer('number').notNull(),
    rowIds: foreignId('row_ids').array().notNull(),
    /** What the parts behind and the file's end need to know of it; null: not written yet. */
    result: jsonb('result'),
  },
  (t) => [primaryKey({ columns: [t.exportId, t.number] })],
);

/** The file's bytes, where every instance reads them. Part 0 is its head, the one behind the last its end. */
export const exportChunks = callboard.table(
  'export_chunks',
  {
    exportId: uuid('export_id').notNull(),
    part: integer('part').notNull(),
    piece: integer('piece').notNull(),
    /** Gzip, to be undone before they are sent. */
    packed: boolean('packed').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.exportId, t.part, t.piece] })],
);

/** Who took an export's file, and when. */
export const exportTakings = callboard.table(
  'export_takings',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    exportId: uuid('export_id').notNull(),
    userId: uuid('user_id').notNull(),
    userName: text('user_name').notNull(),
    via: text('via').notNull(),
    at: timestamptz('at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [index('export_takings_export_idx').on(t.exportId, t.at)],
);
