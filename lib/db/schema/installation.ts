import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';

import { timestamptz } from './own-columns';

// The three tables of the person who installs Callboard. Other programs write them too, and an existing installation
// may have other types: queries therefore read by `callboard.as_time()`, `as_code()`, `as_jsonb()` and `::text`, and no
// own table has a foreign key onto them. Columns and indexes are not migrated from here: lib/db/foreign/tables.ts says
// what is added, and lib/db/foreign adds it without holding others up.

export const callTasks = pgTable(
  'call_tasks',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    taskName: text('task_name'),
    organizationId: text('organization_id').notNull(),
    createNameId: text('create_name_id'),
    createName: text('create_name'),
    createTime: timestamptz('create_time'),
    leadsCount: integer('leads_count'),
    scriptId: text('script_id'),
    jobGroupId: text('job_group_id'),
    taskType: integer('task_type'),
    sizeDesc: jsonb('size_desc'),
  },
  (t) => [index('call_tasks_organization_id_idx').on(t.organizationId)],
);

export const leadsTaskList = pgTable(
  'leads_task_list',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    taskId: integer('task_id').notNull(),
    leadsId: text('leads_id'),
    leadsName: text('leads_name'),
    leadsPhone: text('leads_phone'),
    callTime: timestamptz('call_time'),
    callJobId: text('call_job_id'),
    referenceId: text('reference_id'),
    callStatus: text('call_status'),
    planedTime: timestamptz('planed_time'),
    callTaskId: text('call_task_id'),
    callConversation: jsonb('call_conversation'),
    callingNumber: text('calling_number'),
    recordingUrl: text('recording_url'),
    leadsFollowId: integer('leads_follow_id'),
    isInterested: integer('is_interested'),
    updatedAt: timestamptz('updated_at'),
  },
  (t) => [
    index('leads_task_list_task_id_id_idx')
      .on(t.taskId, t.id)
      .where(sql`call_job_id is not null and call_job_id <> ''`),
  ],
);

export const leadsFollow = pgTable(
  'leads_follow',
  {
    id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
    leadsId: text('leads_id').notNull(),
    followTime: timestamptz('follow_time'),
    leadsRemark: text('leads_remark'),
    newFollowTime: timestamptz('new_follow_time'),
    nextFollowTime: timestamptz('next_follow_time'),
    isArrive: integer('is_arrive'),
  },
  (t) => [index('leads_follow_leads_id_idx').on(t.leadsId)],
);
