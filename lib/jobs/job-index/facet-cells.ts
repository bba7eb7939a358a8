import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import { TODAY } from '../row-facts';
import { isOneTask, type Selection } from '../selection';
import { type Facet, FACETS, FILTER_KEYS } from '../selection-values';
import { cellCounts } from './counts';
import { LOOKED, looked, throughIndex } from './open-index';

/** Rows with the same value in each facet. */
export type FacetCell = Record<Facet, string> & { n: number };

/** The facets of cells `k`; what is overdue no cell knows. */
export const FACET_COLUMNS: Record<Exclude<Facet, 'follow'>, SQL> = {
  status: sql`k.status`,
  result: sql`k.result`,
  grade: sql`k.grade`,
  interest: sql`case k.interest when 1 then 'interested' when 2 then 'not_interested' when 0 then 'unsure' else 'unknown' end`,
  verdict: sql`k.checked`,
  recording: sql`case when k.has_recording then 'yes' else 'no' end`,
};

const columns = (follow: SQL): SQL =>
  sql.join(
    FACETS.map(
      (facet) => sql`${facet === 'follow' ? follow : FACET_COLUMNS[facet]} as ${sql.identifier(facet)}`,
    ),
    sql`, `,
  );

/** Whether a column names one of the organization's tasks: the one that is asked for, or any. */
export function ownTasks(orgId: OrgId, column: SQL, taskId: DbId | undefined): SQL {
  return taskId === undefined
    ? sql`${column} = any(array(select c.id::bigint from call_tasks c where c.organization_id = ${orgId}))`
    : sql`(${column} = ${taskId}::bigint
        and exists (select from call_tasks c where c.id = ${taskId}::bigint and c.organization_id = ${orgId}))`;
}

const isFacet = (key: string): boolean => FACETS.some((facet) => facet === key);

/** Whether a filter asks for nothing but facets: cells then tell all of it. */
export function asksFacetsOnly({ filter }: Selection): boolean {
  return FILTER_KEYS.every((key) => isFacet(key) || filter[key] === undefined);
}

/**
 * A task's rows, or those of all tasks, of one tab by their facets, whatever the selection's filter chooses of these.
 * What is overdue depends on the day, so it is counted by its dates. Null: not by the index.
 */
export async function readFacetCells(
  orgId: OrgId,
  db: Db,
  selection: Selection,
): Promise<FacetCell[] | null> {
  const { scope, tab } = selection;
  if (scope === 'own-task' || !asksFacetsOnly(selection)) return null;
  const taskId = isOneTask(scope) ? scope : undefined;
  const inTasks = ownTasks(orgId, sql`task_id`, taskId);
  const ofTab = sql`k.has_job = ${tab === 'jobs'}`;
  type Found = { cells: FacetCell[] | null; ready: boolean; noted: boolean; asOf: string | null };
  const found = await throughIndex<{ cells: FacetCell[] | null }>(db, taskId, async () => {
    const [row] = await db.execute<Found>(sql`
      with ${looked(taskId)},
      told as (
        select ${columns(sql`case k.follow when 'noted' then 'done' else k.follow end`)}, k.n
        from ${cellCounts(inTasks)} k where ${ofTab}
        union all
        select ${columns(sql`moved.follow`)}, moved.sign * o.n
        from (
          select cell, count(*) as n from callboard.job_index
          where ${inTasks} and due_at is not null and due_at < ${TODAY} group by cell) o
        join callboard.job_cells k on k.cell = o.cell
        cross join (values ('overdue', 1), ('due', -1)) moved(follow, sign)
        where ${ofTab}),
      cells as (select ${sql.raw(FACETS.join(', '))}, sum(n)::bigint as n from told group by ${sql.raw(FACETS.join(', '))} having sum(n) > 0)
      select ${LOOKED}, (select jsonb_agg(to_jsonb(cells)) from cells) as cells from looked`);
    return row;
  });
  return found && (found.cells ?? []);
}
