import { sql } from 'drizzle-orm';
import { index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

import { foreignId, timestamptz } from './own-columns';
import { callboard } from './callboard';

/** Who asked to see one lead's full number, and what they were told. */
export const numberRequests = callboard.table(
  'number_requests',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    organizationId: text('organization_id').notNull(),
    rowId: foreignId('row_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    userId: uuid('user_id').notNull(),
    userName: text('user_name').notNull(),
    reason: text('reason'),
    askedAt: timestamptz('asked_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    /** 'open', then 'allowed' or 'refused'. */
    state: text('state').notNull().default('open'),
    answeredBy: uuid('answered_by'),
    answeredByName: text('answered_by_name'),
    answeredAt: timestamptz('answered_at'),
    /** Until when an allowed one lets the number be seen. */
    expiresAt: timestamptz('expires_at'),
  },
  (t) => [
    // One at a time of a person and a row.
    uniqueIndex('number_requests_open_key')
      .on(t.organizationId, t.userId, t.rowId)
      .where(sql`state = 'open'`),
    index('number_requests_open_idx')
      .on(t.organizationId, t.askedAt)
      .where(sql`state = 'open'`),
    index('number_requests_answered_idx')
      .on(t.organizationId, t.answeredAt)
      .where(sql`state <> 'open'`),
    index('number_requests_row_idx').on(t.organizationId, t.rowId, t.userId, t.askedAt),
  ],
);
