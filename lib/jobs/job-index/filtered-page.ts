import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { bigints, texts } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { FACET_CONDITIONS } from '../filter-rows';
import { TODAY } from '../row-facts';
import { selectRows } from '../select-rows';
import { isOneTask, type SelectedPage, type Selection } from '../selection';
import { FACETS, type Facet } from '../selection-values';
import { asksFacetsOnly, FACET_COLUMNS } from './facet-cells';
import { cellCounts } from './counts';
import { noteWritten } from './index-jobs';
import { EXACT, LOOKED, looked, type OpenIndex, throughIndex } from './open-index';

export type FilteredPage = {
  page: number;
  selected: number;
  withoutId: number;
  rowIds: DbId[];
};

/** Up to so many matching rows are looked up cell by cell and sorted; more are met soon enough in id order. */
const FEW = 20_000;

/** Whether cells tell which rows a selection has: facets of one task, in id order. */
function isByCells(selection: Selection): boolean {
  const { scope, sort } = selection;
  return isOneTask(scope) && sort.key === 'id' && !sort.descending && asksFacetsOnly(selection);
}

/** What of the follow-ups with a date is asked for: all, or those before or from today on. */
function datesOf({ filter: { follow } }: Selection): 'all' | 'overdue' | 'due' {
  const chosen: readonly string[] = follow === undefined ? [] : [follow].flat();
  const [overdue, due] = [chosen.includes('overdue'), chosen.includes('due')];
  return overdue === due ? 'all' : overdue ? 'overdue' : 'due';
}

/** The conditions of a filter on cells `k`. */
function cellsOf({ filter }: Selection): SQL {
  const conditions = FACETS.flatMap((facet: Facet) => {
    const chosen = filter[facet];
    if (chosen === undefined) return [];
    const values: readonly string[] = [chosen].flat();
    if (facet !== 'follow') return [FACET_CONDITIONS[facet](FACET_COLUMNS[facet], values)];
    const kinds = values.map((value) => (value === 'done' ? 'noted' : value === 'overdue' ? 'due' : value));
    return [sql`k.follow = any(${texts(kinds)})`];
  });
  return sql.join([sql`true`, ...conditions.map((condition) => sql`(${condition})`)], sql` and `);
}

type Counted = { page: number; selected: number; withoutId: number; cells: string[] | null };

/**
 * The rows of a page of a task under a filter of facets, and how many rows match; null: not by the index. A row that no
 * longer matches, as a program has written it of which nobody told, is read again, and the page with it.
 */
export async function findFilteredPage(
  orgId: OrgId,
  db: Db,
  asked: SelectedPage,
): Promise<FilteredPage | null> {
  if (!isByCells(asked.selection)) return null;
  const found = await findByCells(orgId, db, asked);
  if (!found || found.rowIds.length === 0) return found;
  const wrong = await noLongerMatching(orgId, db, asked.selection, found.rowIds);
  if (wrong.length === 0) return found;
  await noteWritten(db, wrong);
  return findByCells(orgId, db, asked);
}

async function findByCells(
  orgId: OrgId,
  db: Db,
  { selection, page, pageSize }: SelectedPage,
): Promise<FilteredPage | null> {
  const scope = selection.scope as number;
  const task = sql`${scope}::bigint`;
  const hasJob = selection.tab === 'jobs';
  const dates = datesOf(selection);
  const onDate = dates === 'overdue' ? sql`i.due_at < ${TODAY}` : sql`i.due_at >= ${TODAY}`;
  // Cells do not know the day, so of those with a date the rows are counted.
  const dated =
    dates === 'all'
      ? sql`(select coalesce(sum(n), 0)::bigint from matching)`
      : sql`(select coalesce(sum(n) filter (where follow <> 'due'), 0)::bigint from matching) + (
          select count(*) from callboard.job_index i where i.task_id = ${task} and i.due_at is not null and ${onDate}
            and i.cell in (select cell from matching where follow = 'due'))`;
  const read = async () => {
    const [row] = await db.execute<Counted & OpenIndex & { ready: boolean; noted: boolean }>(sql`
      with ${looked(scope, EXACT)},
      cells as materialized (
        select * from ${cellCounts(sql`task_id = ${task}`)} told
        where (select ready from looked)
          and exists (select from call_tasks c where c.id = ${task} and c.organization_id = ${orgId})),
      matching as materialized (
        select k.cell, k.follow, sum(k.n) as n from cells k
        where k.has_job = ${hasJob} and k.cell is not null and ${cellsOf(selection)}
        group by k.cell, k.follow having sum(k.n) > 0),
      totals as materialized (select ${dated} as selected)
      select ${LOOKED}, selected,
        greatest(1, least(${page}::bigint, ceil(selected::numeric / ${pageSize}::int)))::bigint as page,
        (select coalesce(sum(n), 0)::bigint from cells where not has_job) as "withoutId",
        (select jsonb_agg(cell::text) from matching) as cells
      from looked cross join totals`);
    return row;
  };
  const counted = await throughIndex<Counted>(db, scope, read, EXACT);
  if (!counted) return null;
  const { cells, selected, page: taken, withoutId } = counted;
  const inCells = sql`i.cell = any(${texts(cells ?? [])}::bigint[])`;
  const wanted = dates === 'all' ? inCells : sql`${inCells} and (i.due_at is null or ${onDate})`;
  const among = selected <= FEW ? wanted : sql`i.task_id = ${task} and i.has_job = ${hasJob} and ${wanted}`;
  // A sum keeps PostgreSQL from walking the task in id order until it has met the few.
  const order = selected <= FEW ? sql`i.row_id + 0` : sql`i.row_id`;
  const rows = await db.execute<{ rowId: DbId }>(sql`
    select i.row_id as "rowId" from callboard.job_index i where ${among}
    order by ${order} limit ${pageSize} offset ${(taken - 1) * pageSize}`);
  return { page: taken, selected, withoutId, rowIds: rows.map(({ rowId }) => rowId) };
}

async function noLongerMatching(orgId: OrgId, db: Db, selection: Selection, rowIds: DbId[]): Promise<DbId[]> {
  const { from, where } = selectRows(orgId, selection);
  const rows = await db.execute<{ rowId: DbId }>(
    sql`select t.id as "rowId" from ${from} where ${where} and t.id = any(${bigints(rowIds)})`,
  );
  const matching = new Set(rows.map(({ rowId }) => rowId));
  return rowIds.filter((rowId) => !matching.has(rowId));
}
