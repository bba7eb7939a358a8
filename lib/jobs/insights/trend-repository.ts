import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { beginning } from '@/lib/db/columns';
import { type DbId, dbId } from '@/lib/values/db-id';
import { preview } from '@/lib/values/previews';
import { shownNumber } from '@/lib/values/shown-numbers';

import { openIndex } from '../job-index/open-index';
import { isOneTask, type Selection, type SelectionScope } from '../selection';
import { DEFAULT_SORT } from '../selection-input';
import { jobSource } from './job-source';
import { daysOf, type Period } from './period';
import { isConnected, isDialled } from './rates';
import type { Rate, TrendPart, Trends } from './trends';

/** Bars of one kind; more are no chart. */
const MOST_PARTS = 20;
/** Calling numbers before those that are shown alike are made one. */
const MOST_NUMBERS = 200;

const TOLD = { result: sql`j.result`, status: sql`j.status` };
const FIGURES = sql`count(*) as jobs, count(*) filter (where ${isDialled(TOLD)}) as dialled,
  count(*) filter (where ${isConnected(TOLD)}) as connected`;
const SUMS = sql.raw(
  "jsonb_build_object('jobs', sum(jobs), 'dialled', sum(dialled), 'connected', sum(connected))",
);

/** The day of Asia/Shanghai by sums alone: a calendar's answer costs as much as all the rest. */
const DAY = sql.raw(`floor((date_part('epoch', called_at) + ${8 * 3600}) / 86400)::int`);

type Counted = {
  days: TrendPart<{ day: string }>[] | null;
  tasks: TrendPart<{ taskId: DbId; name: string | null }>[] | null;
  scripts: TrendPart<{ scriptId: string | null }>[] | null;
};

/**
 * The jobs of a period by day, task, script and calling number: by the time of their latest call.
 *
 * @param scope one task of the organization, or all of them
 */
export async function readTrends(
  orgId: OrgId,
  db: Db,
  scope: Exclude<SelectionScope, 'own-task'>,
  period: Period,
): Promise<Trends> {
  const selection: Selection = { scope, tab: 'jobs', filter: { called: period }, sort: DEFAULT_SORT };
  const index = await openIndex(db, isOneTask(scope) ? scope : undefined);
  const jobs = jobSource(orgId, selection, index !== null);
  const [[counted], callers] = await Promise.all([
    db.execute<Counted>(sql`
      with parts as materialized (
        select task_id, ${DAY} as day, ${FIGURES} from ${jobs} j group by 1, 2),
      tasks as materialized (
        select distinct on (c.id) c.id, ${beginning(sql`c.task_name`)} as name, ${beginning(sql`c.script_id`)} as script
        from call_tasks c where c.organization_id = ${orgId} and c.id in (select task_id from parts) order by c.id)
      select
        (select jsonb_agg(jsonb_build_object('day', date '1970-01-01' + day, 'counts', counts)) from (
          select day, ${SUMS} as counts from parts group by day) d) as days,
        (select jsonb_agg(jsonb_build_object('taskId', id::text, 'name', name, 'counts', counts)) from (
          select t.id, t.name, ${SUMS} as counts from parts p join tasks t on t.id = p.task_id
          group by t.id, t.name order by sum(jobs) desc, t.id limit ${MOST_PARTS}) d) as tasks,
        (select jsonb_agg(jsonb_build_object('scriptId', script, 'counts', counts)) from (
          select t.script, ${SUMS} as counts from parts p join tasks t on t.id = p.task_id
          group by t.script order by sum(jobs) desc, t.script limit ${MOST_PARTS}) d) as scripts`),
    db.execute<{ number: string | null } & Rate>(sql`
      select ${beginning(sql`t.calling_number`)} as number, ${FIGURES}
      from ${jobs} j join leads_task_list t on t.id = j.row_id and t.task_id = j.task_id
      group by 1 order by count(*) desc, 1 limit ${MOST_NUMBERS}`),
  ]);
  const byDay = new Map(counted?.days?.map(({ day, counts }) => [day, counts]));
  const days = daysOf(period).map((day) => ({ day, counts: byDay.get(day) ?? nothing() }));
  return {
    called: period.text,
    total: { counts: days.reduce((sum, { counts }) => added(sum, counts), nothing()) },
    days,
    tasks:
      scope === 'all-tasks'
        ? (counted?.tasks ?? []).map((task) => ({
            ...task,
            taskId: dbId(task.taskId),
            name: preview(task.name, 'name'),
          }))
        : [],
    scripts: counted?.scripts ?? [],
    callers: asShown(callers),
    asOf: index?.asOf ?? null,
  };
}

const nothing = (): Rate => ({ jobs: 0, dialled: 0, connected: 0 });

const added = (a: Rate, b: Rate): Rate => ({
  jobs: a.jobs + b.jobs,
  dialled: a.dialled + b.dialled,
  connected: a.connected + b.connected,
});

/** Numbers by what is shown of them: those that look alike are one, as the filter `caller` finds them. */
function asShown(callers: readonly ({ number: string | null } & Rate)[]): Trends['callers'] {
  const shown = new Map<string | null, Rate>();
  for (const { number, ...counts } of callers) {
    const caller = number === null ? null : shownNumber(number);
    shown.set(caller, added(shown.get(caller) ?? nothing(), counts));
  }
  return [...shown]
    .map(([caller, counts]) => ({ caller, counts }))
    .toSorted((a, b) => b.counts.jobs - a.counts.jobs)
    .slice(0, MOST_PARTS);
}
