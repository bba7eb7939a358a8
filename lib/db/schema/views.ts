import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

import { timestamptz } from './own-columns';
import { callboard } from './callboard';

/** The columns and the density that a person chose, in one organization; `place`: of a task's table or of all jobs'. */
export const tableLayouts = callboard.table(
  'table_layouts',
  {
    organizationId: text('organization_id').notNull(),
    userId: uuid('user_id').notNull(),
    place: text('place').notNull(),
    layout: jsonb('layout').notNull(),
    updatedAt: timestamptz('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.userId, t.place] })],
);

/** A named filter with its order and columns: a person's own, or everybody's. */
export const views = callboard.table(
  'views',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organizationId: text('organization_id').notNull(),
    /** Who made it; of one that is not shared the only one who has it. */
    userId: uuid('user_id').notNull(),
    shared: boolean('shared').notNull().default(false),
    name: text('name').notNull(),
    /** Filter and sort as an address has them. */
    query: text('query').notNull(),
    layout: jsonb('layout').notNull(),
    /** The kinds of task (`task_type`) that begin with it. */
    taskTypes: integer('task_types')
      .array()
      .notNull()
      .default(sql`'{}'`),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    updatedAt: timestamptz('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('views_organization_idx').on(t.organizationId, t.userId),
    uniqueIndex('views_own_name_key')
      .on(t.organizationId, t.userId, sql`lower(name)`)
      .where(sql`not shared`),
    uniqueIndex('views_shared_name_key')
      .on(t.organizationId, sql`lower(name)`)
      .where(sql`shared`),
  ],
);
