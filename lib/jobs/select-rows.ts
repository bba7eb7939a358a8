import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import { HAS_JOB_ID, NAMED_FOLLOW_UP } from '@/lib/db/columns';

import { filterConditions } from './filter-rows';
import { FACTS, type Needs } from './row-facts';
import type { Selection } from './selection';
import type { JobSort } from './selection-input';

// A selection as SQL: one condition and one total order over rows `t` of `leads_task_list`. Nothing else decides which
// rows a page, a count, a neighbour, a place or a refresh is about.

const NO_JOB_ID = sql`(t.call_job_id is null or t.call_job_id = '')`;

export type SelectedRows = {
  /** Rows `t` with what condition and order need of other tables. */
  from: SQL;
  where: SQL;
  /** `where` apart from whose rows and which task. */
  matches: SQL;
  /** `order by …`, total: it ends in `t.id`. */
  order: SQL;
  /** The same order from its end. */
  reversed: SQL;
  /** What the rows are ordered by before their id, null where that is the id itself. */
  sortKey: SQL;
  /**
   * Whether a row comes before, or after, the row `own` of the statement, which holds `id`, `task_id` and, as `sort_key`,
   * what `sortKey` makes of it.
   */
  beforeOwn: SQL;
  afterOwn: SQL;
};

/** The selection of an organization's rows; `own` is a row that the statement knows, see `SelectedRows`. */
export function selectRows(orgId: OrgId, { scope, tab, filter, sort }: Selection): SelectedRows {
  const conditions = filterConditions(orgId, filter);
  const wanted = [tab === 'jobs' ? HAS_JOB_ID : NO_JOB_ID, ...conditions.map(({ where }) => sql`(${where})`)];
  const matches = sql.join(wanted, sql` and `);
  const { needs: sortNeeds, ...order } = orderBy(sort);
  const needs = [sortNeeds, ...conditions.map((condition) => condition.needs)];
  return {
    from: rowsWith(needs),
    where: sql`${ofSelectedTask(orgId, { scope })} and ${matches}`,
    matches,
    ...order,
  };
}

/** Rows `t` with their state `s` and the follow-up `f` that they name, as far as something needs them. */
export function rowsWith(needs: readonly Needs[]): SQL {
  const state = needs.some((one) => one.state)
    ? sql` left join callboard.job_states s on s.row_id = t.id`
    : sql``;
  const followUp = needs.some((one) => one.followUp)
    ? sql` left join leads_follow f on ${NAMED_FOLLOW_UP}`
    : sql``;
  return sql`leads_task_list t${state}${followUp}`;
}

/** Rows `t` of the selection's task or tasks, whatever it asks of them. Half a join only: a task that the installation holds twice doubles no rows. */
export function ofSelectedTask(orgId: OrgId, { scope }: Pick<Selection, 'scope'>): SQL {
  const organization = sql`exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})`;
  if (scope === 'all-tasks') return organization;
  const task = scope === 'own-task' ? sql`own.task_id` : sql`${scope}::bigint`;
  return sql`t.task_id = ${task} and ${organization}`;
}

type Order = Omit<SelectedRows, 'from' | 'where' | 'matches'> & { needs: Needs };

function orderBy({ key, descending }: JobSort): Order {
  return key === 'id' ? byId(descending) : byFact(FACTS[key], descending);
}

function byId(descending: boolean): Order {
  const forwards = sql`order by t.id`;
  const backwards = sql`order by t.id desc`;
  const smaller = sql`t.id < own.id`;
  const greater = sql`t.id > own.id`;
  const rest = { sortKey: sql`null::int`, needs: {} };
  return descending
    ? { order: backwards, reversed: forwards, beforeOwn: greater, afterOwn: smaller, ...rest }
    : { order: forwards, reversed: backwards, beforeOwn: smaller, afterOwn: greater, ...rest };
}

/** Rows without a value come last, whichever way the others go. */
function byFact({ column, needs }: { column: SQL; needs: Needs }, descending: boolean): Order {
  const [further, nearer] = descending ? [sql`<`, sql`>`] : [sql`>`, sql`<`];
  return {
    order: sql`order by ${column} ${descending ? sql`desc` : sql`asc`} nulls last, t.id`,
    reversed: sql`order by ${column} ${descending ? sql`asc` : sql`desc`} nulls first, t.id desc`,
    afterOwn: sql`case when own.sort_key is null then ${column} is null and t.id > own.id
      else ${column} is null or ${column} ${further} own.sort_key or (${column} = own.sort_key and t.id > own.id) end`,
    beforeOwn: sql`case when own.sort_key is null then ${column} is not null or t.id < own.id
      else ${column} ${nearer} own.sort_key or (${column} = own.sort_key and t.id < own.id) end`,
    sortKey: column,
    needs,
  };
}
