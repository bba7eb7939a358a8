import { index, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

import { foreignId } from './own-columns';
import { callboard } from './callboard';

/**
 * Who is to follow a lead up, by its row of `leads_task_list`. A row that is not here is followed up by whoever wrote
 * its follow-up.
 */
export const leadOwners = callboard.table(
  'lead_owners',
  {
    rowId: foreignId('row_id').primaryKey(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    userId: uuid('user_id').notNull(),
    assignedBy: uuid('assigned_by').notNull(),
    assignedAt: timestamp('assigned_at', { withTimezone: true, mode: 'date' })
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [index('lead_owners_user_idx').on(t.organizationId, t.userId, t.rowId)],
);
