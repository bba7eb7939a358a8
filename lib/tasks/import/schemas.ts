import type { DbId } from '@/lib/values/db-id';
/** `pending`: nobody drives it yet; `done`, `failed` and `cancelled` are its ends. */
export const IMPORT_STATES = ['pending', 'running', 'done', 'failed', 'cancelled'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export function isOver(state: ImportState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** How often newer jobs may be looked for, in minutes. */
export const EVERY_MINUTES = [15, 60, 360, 1440] as const;

/** People that share the leads of one import. */
export const MOST_OWNERS = 50;

/** Groups of one list, and of one request to bring them in. */
export const GROUPS_A_PAGE = 20;

/** A task that is or was brought in from the provider, or from a file. */
export type TaskImport = {
  id: string;
  source: 'provider' | 'table';
  fileName: string | null;
  name: string;
  /** Null until its first page is in. */
  taskId: DbId | null;
  state: ImportState;
  by: string;
  everyMinutes: number | null;
  /** Names of whom its leads are given to in turn. */
  owners: string[];
  nextAt: string | null;
  /** Jobs of the group as the provider counts them; null: not known yet. */
  total: number | null;
  /** Of the newest round: jobs read, rows added, jobs that the installation's table refused. */
  readJobs: number;
  addedRows: number;
  refusedRows: number;
  /** Jobs that have a row by now. */
  knownJobs: number;
  /** Why it stands still at the moment. `code` is the provider's. */
  waiting: { reason: 'throttled' | 'provider' | 'turn' | 'slow'; code: string | null; until: string } | null;
  error: { code: string; message: string } | null;
  createdAt: string;
  finishedAt: string | null;
};

/** A job group to choose, as the list shows it. */
export type JobGroupChoice = {
  id: string;
  name: string | null;
  status: string | null;
  totalJobs: number | null;
  createdAt: string | null;
  /**
   * `new`: it can be brought in. `imported`: it has been, or is being. `task`: a task that another program has entered
   * names it already.
   */
  standing: 'new' | 'imported' | 'task';
  taskId: DbId | null;
};

/** A page of the provider's groups. What belongs to others is left out, so that a page may have fewer than others. */
export type JobGroupChoices = { groups: JobGroupChoice[]; page: number; hasNext: boolean };

/** Why a group was not brought in. */
export type LeftOutGroup = { id: string; reason: 'not_found' | 'task' | 'under_way' };
export type ImportsBegun = { imports: TaskImport[]; leftOut: LeftOutGroup[] };

/** Whether somebody may bring tasks in from the provider, and what has been brought in. */
export type ImportsAnswer = { mayAskProvider: boolean; imports: TaskImport[] };

/** `POST /api/task-imports/tables`. Null: the very same file has been brought in before, and nothing was begun. */
export type TableBegun = { id: string | null };
