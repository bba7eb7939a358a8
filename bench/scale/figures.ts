import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { listFollowUps } from '@/lib/follow-ups/list-follow-ups';
import { getJob } from '@/lib/jobs/detail/get-job';
import { findLastCheck } from '@/lib/jobs/detail/last-check-repository';
import { findJobPlace } from '@/lib/jobs/detail/place-repository';
import { listJobs } from '@/lib/jobs/list/list-jobs';
import { findPageToRefresh } from '@/lib/jobs/refresh/repository';
import { wholeTask } from '@/lib/jobs/selection';
import { findTaskHeader, listTasks } from '@/lib/tasks/repository';

export type MeasuredTask = { taskId: number; rows: number; middleRowId: number; lastRowId: number };
export type World = { db: Db; actor: Actor };

/** Milliseconds within which a figure has to be, warm, at 3 million rows, whatever the task's size. */
export type Figure<Subject> = {
  name: string;
  target: number;
  run: (world: World, subject: Subject) => Promise<unknown>;
};

const SIZE = 99;
const page =
  (share: number) =>
  (_: unknown, { rows }: MeasuredTask) =>
    Math.max(1, Math.ceil((rows / SIZE) * share));
const onError = (error: unknown) => {
  throw error;
};

function listed(share: number): Figure<MeasuredTask>['run'] {
  return ({ db, actor }, task) =>
    listJobs({ db }, actor, {
      selection: wholeTask(task.taskId),
      page: page(share)(null, task),
      pageSize: SIZE,
    });
}

/** What is measured of tasks of 10^3 to 10^6 rows: the functions of the product, on its own pool. */
export const TASK_FIGURES: Figure<MeasuredTask>[] = [
  { name: 'first page of 99, counts', target: 15, run: listed(0) },
  { name: 'middle page', target: 15, run: listed(0.5) },
  { name: 'last page', target: 15, run: listed(1) },
  {
    name: 'select last page to refresh',
    target: 10,
    run: ({ db, actor }, task) =>
      findPageToRefresh(actor.orgId, db, {
        selection: wholeTask(task.taskId),
        page: page(1)(null, task),
        pageSize: SIZE,
      }),
  },
  {
    name: 'place of the last job',
    target: 10,
    run: ({ db, actor }, { lastRowId }) => findJobPlace(actor.orgId, db, wholeTask('own-task'), lastRowId),
  },
  {
    name: 'last check of the last job',
    target: 10,
    run: ({ db, actor }, { lastRowId }) => findLastCheck(actor.orgId, db, lastRowId),
  },
  {
    name: 'job and neighbours (J/K)',
    target: 5,
    run: ({ db, actor }, { middleRowId }) => getJob({ db }, actor, middleRowId, wholeTask('own-task')),
  },
  {
    name: 'task header',
    target: 5,
    run: ({ db, actor }, { taskId }) => findTaskHeader(actor.orgId, db, taskId),
  },
];

const due = (list: 'today' | 'overdue' | 'mine'): Figure<null>['run'] => {
  return ({ db, actor }) =>
    listFollowUps({ db, onError }, actor, { list, page: 1, pageSize: 20, now: new Date() });
};

/** What is measured of the whole organization. */
export const ORGANIZATION_FIGURES: Figure<null>[] = [
  {
    name: 'task list, page of 20',
    target: 60,
    run: ({ db, actor }) => listTasks(actor.orgId, db, { page: 1, pageSize: 20 }),
  },
  {
    name: 'task list, 900 tasks',
    target: 60,
    run: ({ db, actor }) => listTasks(actor.orgId, db, { page: 1, pageSize: 900 }),
  },
  { name: 'due today, three counts', target: 30, run: due('today') },
  { name: 'overdue, three counts', target: 30, run: due('overdue') },
];
