import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';

import { foreignId, number, timestamptz } from './own-columns';
import { callboard } from './callboard';

// What keeps tasks true by themselves: the wish, what is known of each task and job, and what came of it. The work itself
// is a run (`refresh_runs`, via 'schedule').

/** How a task is to be kept true; task 0: whatever tasks of the organization have no row of their own. */
export const taskSchedules = callboard.table(
  'task_schedules',
  {
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    /** 'off' or 'within'. */
    mode: text('mode').notNull(),
    withinMinutes: integer('within_minutes').notNull(),
    /** Hours of the organization's day, and ISO days of its week. */
    fromHour: smallint('from_hour').notNull(),
    untilHour: smallint('until_hour').notNull(),
    weekdays: smallint('weekdays').array().notNull(),
    recordings: boolean('recordings').notNull(),
    updatedBy: uuid('updated_by').notNull(),
    updatedAt: timestamptz('updated_at')
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.taskId] })],
);

/** What the schedule knows of a task; all of it can be found out anew. */
export const taskPlans = callboard.table('task_plans', {
  taskId: foreignId('task_id').primaryKey(),
  organizationId: text('organization_id').notNull(),
  /** Rows up to this id have been looked at since `swept_at`, when the look began at the first one. */
  plannedTo: foreignId('planned_to').notNull().default(0),
  sweptAt: timestamptz('swept_at'),
  /** Changes up to then have been looked at. */
  changesTo: timestamptz('changes_to'),
  /** TaskHistory, and when it was learned. */
  learned: jsonb('learned'),
  learnedAt: timestamptz('learned_at'),
  /** The night whose sample of final jobs has been taken, in the organization's time zone. */
  sampledOn: date('sampled_on', { mode: 'string' }),
  /** Nothing of the task is to be done before, as far as is known. */
  lookAt: timestamptz('look_at'),
});

/** When each job that can change is checked next; a job without an entry is final, or has not been looked at yet. */
export const jobChecks = callboard.table(
  'job_checks',
  {
    rowId: foreignId('row_id').primaryKey(),
    taskId: foreignId('task_id').notNull(),
    nextAt: timestamptz('next_at').notNull(),
  },
  (t) => [index('job_checks_due_idx').on(t.taskId, t.nextAt)],
);

/** Each night's sample of a task's final jobs: how many of them had changed all the same. */
export const finalSamples = callboard.table(
  'final_samples',
  {
    taskId: foreignId('task_id').notNull(),
    night: date('night', { mode: 'string' }).notNull(),
    organizationId: text('organization_id').notNull(),
    runId: uuid('run_id').notNull(),
    asked: integer('asked').notNull().default(0),
    differed: integer('differed').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.taskId, t.night] })],
);

/** Moves of `call_tasks.task_type` that the schedule made. One that a person took back is not made again. */
export const taskMoves = callboard.table(
  'task_moves',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    organizationId: text('organization_id').notNull(),
    taskId: foreignId('task_id').notNull(),
    fromType: integer('from_type').notNull(),
    toType: integer('to_type').notNull(),
    at: timestamptz('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    takenBackAt: timestamptz('taken_back_at'),
    takenBackBy: text('taken_back_by'),
  },
  (t) => [index('task_moves_task_idx').on(t.organizationId, t.taskId, t.id)],
);
