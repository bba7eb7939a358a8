import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { readPeriod } from '@/lib/jobs/insights/period';
import { readTrends } from '@/lib/jobs/insights/trend-repository';
import type { InsightsPlace, PersonTrend, Trends } from '@/lib/jobs/insights/trends';
import { selectColleagues } from '@/lib/jobs/owners/owner-repository';
import { selectWorkload } from '@/lib/jobs/owners/workload-repository';
import type { TaskHeader } from '@/lib/tasks/schemas';

import { getTask } from './tasks';

export type Insights = {
  trends: Trends;
  /** Everybody who works here, for those who give leads out; for anybody else that person alone. */
  people: PersonTrend[];
  task: TaskHeader | null;
};

/**
 * How calls and follow-ups went in a period.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export async function getInsights(actor: Actor, place: InsightsPlace): Promise<Insights> {
  const task = place.task === null ? null : await getTask(actor, place.task);
  const period = readPeriod(place.called);
  const seesAll = can(actor.role, 'leads.assign');
  const db = database('pages');
  const [trends, colleagues, loads] = await withinDatabaseDeadline(() =>
    Promise.all([
      readTrends(actor.orgId, db, task?.id ?? 'all-tasks', period),
      selectColleagues(actor.orgId, db),
      selectWorkload(actor.orgId, db, seesAll ? null : actor.userId, {
        ...(task && { taskId: task.id }),
        written: period,
      }),
    ]),
  );
  const byId = new Map(loads.map((load) => [load.id, load]));
  const people = colleagues
    .filter(({ id }) => seesAll || id === actor.userId)
    .map(({ id, name }) => {
      const { done = 0, leads = 0, due = 0, overdue = 0 } = byId.get(id) ?? {};
      return { id, name, counts: { written: done, leads, due, overdue } };
    })
    .toSorted((a, b) => b.counts.overdue - a.counts.overdue || b.counts.written - a.counts.written);
  return { trends, people, task };
}
