import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import { FACET_COLUMNS } from '../job-index/facet-cells';
import { FACET_CONDITIONS } from '../filter-rows';
import { TODAY } from '../row-facts';
import { isOneTask, type JobFilter, type SelectedPage, type Selection } from '../selection';
import { FACETS, FILTER_KEYS } from '../selection-values';
import { hasGrams, saysWords } from './match-words';
import { chooseWay, type Rarity, rarityOf } from './plan';

/** So many are counted; a person who has more of them narrows the search. */
export const MOST_COUNTED = 5_000;
/** So many conversations are walked before a guess of how common the words are is taken for wrong. */
const FEWEST_WALKED = 20_000;

const WORD_KEYS: readonly string[] = ['words', 'by', 'part', 'match'];
const isFacet = (key: string) => FACETS.some((facet) => facet === key);

/** Whether a filter asks for words, and beside them for nothing but what cells tell. */
export function asksWordsAndFacetsOnly({ filter, tab }: Selection): boolean {
  return (
    tab === 'jobs' &&
    filter.words !== undefined &&
    FILTER_KEYS.every((key) => isFacet(key) || WORD_KEYS.includes(key) || filter[key] === undefined)
  );
}

/** When a follow-up is due, of an index entry `i` in a cell `k`. */
export const FOLLOW_OF_ENTRY = sql`case when k.follow = 'noted' then 'done' when k.follow = 'none' then 'none'
  when i.due_at < ${TODAY} then 'overdue' else 'due' end`;

/** What is asked of the index entry of conversations `w`; a sub-select, so that it is looked up and never joined. */
function entryMatches(filter: JobFilter): SQL {
  const conditions = FACETS.flatMap((facet) => {
    const chosen = filter[facet];
    const column = facet === 'follow' ? FOLLOW_OF_ENTRY : FACET_COLUMNS[facet];
    return chosen === undefined ? [] : [sql`(${FACET_CONDITIONS[facet](column, [chosen].flat())})`];
  });
  if (conditions.length === 0)
    return sql`(select true from callboard.job_index i
      where i.task_id = w.task_id and i.has_job and i.row_id = w.row_id limit 1)`;
  return sql`(select true from callboard.job_index i join callboard.job_cells k on k.cell = i.cell
    where i.row_id = w.row_id and i.has_job and ${sql.join(conditions, sql` and `)} limit 1)`;
}

/** Whose conversations `w` are looked through. */
export function wordsInScope(orgId: OrgId, { scope }: Selection): SQL {
  const own = sql`any(array(select c.id::bigint from call_tasks c where c.organization_id = ${orgId}))`;
  // A sum keeps PostgreSQL from fetching the tasks one by one and sorting what it has.
  return isOneTask(scope)
    ? sql`w.task_id = ${scope}::bigint and w.task_id = ${own}`
    : sql`w.organization_id = ${orgId} and w.task_id + 0 = ${own}`;
}

type Look = { orgId: OrgId; db: Db; selection: Selection; rarity: Rarity | null; inScope: number };

/** About how many conversations a selection is looked for in, at most. */
async function countInScope(db: Db, { scope }: Selection, rarity: Rarity | null): Promise<number> {
  const all = Math.max(rarity?.conversations ?? 0, FEWEST_WALKED);
  if (!isOneTask(scope)) return all;
  const [task] = await db.execute<{ n: number }>(sql`
    select coalesce(sum(n), 0)::bigint as n from (
      select n from callboard.job_cells where task_id = ${scope}::bigint and has_job
      union all
      select d.n from callboard.job_count_changes d join callboard.job_cells k on k.cell = d.cell and k.has_job
      where d.task_id = ${scope}::bigint) told`);
  return task?.n ?? all;
}

/** The first rows that match, in id order. */
async function findRows(
  { orgId, db, selection, rarity, inScope }: Look,
  { limit }: { limit: number },
): Promise<DbId[]> {
  const { filter } = selection;
  const inThese = wordsInScope(orgId, selection);
  const matches = sql`${saysWords(filter)} and ${entryMatches(filter)}`;
  const page = sql`limit ${limit}`;
  const way = chooseWay(rarity, limit, inScope);
  if (way.by === 'walk') {
    const most = Math.max(FEWEST_WALKED, Math.ceil(way.rows * 3));
    const isWhole = rarity === null || most >= inScope;
    // A fence without a limit of its own would be planned as if all of it were wanted.
    const walked = isWhole
      ? sql`callboard.job_words w where ${inThese} and`
      : sql`(select * from callboard.job_words w where ${inThese} order by w.row_id limit ${most}) w where`;
    const rows = await db.execute<{ rowId: DbId }>(
      sql`select w.row_id as "rowId" from ${walked} ${matches} order by w.row_id ${page}`,
    );
    if (isWhole || rows.length >= limit) return rows.map(({ rowId }) => rowId);
  }
  const found = rarity ? sql`${hasGrams(filter, rarity.sets)} and ${saysWords(filter)}` : saysWords(filter);
  const rows = await db.execute<{ rowId: DbId }>(sql`
    with found as materialized (select w.row_id, w.task_id from callboard.job_words w where ${found} and ${inThese})
    select w.row_id as "rowId" from found w where ${entryMatches(filter)} order by w.row_id ${page}`);
  return rows.map(({ rowId }) => rowId);
}

export type WordsPage = {
  page: number;
  /** Rows that match, MOST_COUNTED at most. */
  selected: number;
  /** There are more. */
  atLeast: boolean;
  rowIds: DbId[];
};

async function lookFor(orgId: OrgId, db: Db, selection: Selection): Promise<Look> {
  const rarity = await rarityOf(db, selection.filter);
  return { orgId, db, selection, rarity, inScope: await countInScope(db, selection, rarity) };
}

/** Rows of a search in id order, and nothing counted. Only for `asksWordsAndFacetsOnly`. */
export async function findWordsRows(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  limit: number,
): Promise<DbId[]> {
  return findRows(await lookFor(orgId, db, selection), { limit });
}

/** The rows of a page of a search, in id order, and how many there are. Only for `asksWordsAndFacetsOnly`. */
export async function findWordsPage(
  orgId: OrgId,
  db: Db,
  { selection, page, pageSize }: SelectedPage,
): Promise<WordsPage> {
  const look = await lookFor(orgId, db, selection);
  const [counted, rows] = await Promise.all([
    findRows(look, { limit: MOST_COUNTED + 1 }),
    page === 1 ? findRows(look, { limit: pageSize }) : null,
  ]);
  const selected = Math.min(counted.length, MOST_COUNTED);
  const atLeast = counted.length > MOST_COUNTED;
  const taken = Math.max(1, Math.min(page, Math.ceil(selected / pageSize)));
  const rowIds = rows ?? counted.slice((taken - 1) * pageSize, Math.min(taken * pageSize, MOST_COUNTED));
  return { page: taken, selected, atLeast, rowIds };
}

/** Rows by their facets, of every conversation that has what is looked for. Only for `asksWordsAndFacetsOnly`. */
export function facetsOfWords(orgId: OrgId, selection: Selection): SQL {
  const columns = FACETS.map((facet) => {
    const column = facet === 'follow' ? FOLLOW_OF_ENTRY : FACET_COLUMNS[facet];
    return sql`${column} as ${sql.identifier(facet)}`;
  });
  const numbers = sql.raw(FACETS.map((_, index) => index + 1).join(', '));
  return sql`
    with found as materialized (
      select w.row_id from callboard.job_words w
      where ${wordsInScope(orgId, selection)} and ${saysWords(selection.filter)}
        and ${selection.filter.words?.rare ? hasGrams(selection.filter, selection.filter.words.rare) : sql`true`})
    select ${sql.join(columns, sql`, `)}, count(*) as n
    from found w join callboard.job_index i on i.row_id = w.row_id and i.has_job
    join callboard.job_cells k on k.cell = i.cell group by ${numbers}`;
}
