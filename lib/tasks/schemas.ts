import type { DbId } from '@/lib/values/db-id';

/** `call_tasks.task_type`. */
export const TASK_STATES = {
  1: 'created',
  2: 'calling',
  3: 'calls_finished',
  4: 'follow_up_finished',
  5: 'paused',
} as const;
export type TaskState = (typeof TASK_STATES)[keyof typeof TASK_STATES];

/** How many rows have each call status; the key '' stands for rows without one. */
export type StatusCounts = Record<string, number>;

export type TaskListItem = {
  id: DbId;
  name: string | null;
  /** The raw `task_type`; see TASK_STATES. */
  type: number | null;
  createdBy: string | null;
  createdAt: string | null;
  /** Rows of the task, with and without a `call_job_id`. */
  totalRows: number;
  withoutJobId: number;
  statusCounts: StatusCounts;
  /**
   * Of the jobs: dialled and ended, and answered, as `tellsOf` has it; with a follow-up due from today on, and due before
   * (Asia/Shanghai).
   */
  counts: { dialled: number; connected: number; due: number; overdue: number };
  /** The newest run of the whole task, those of its schedule aside. */
  lastRun: { runId: string; at: string; state: string } | null;
  /** It is kept true by itself within so many minutes; null: it is not. */
  keptWithinMinutes: number | null;
  lastRefresh: { receiptId: string; at: string; by: string; errorCode: string | null } | null;
  /** As of when the counts are true, ISO UTC, where they may be behind; null: they are true. */
  countedAsOf: string | null;
};

export type TaskPage = {
  tasks: TaskListItem[];
  pagination: { page: number; pageSize: number; totalPages: number; totalCount: number };
};

export type TaskHeader = TaskListItem;
