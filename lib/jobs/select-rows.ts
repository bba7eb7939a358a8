import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import { HAS_JOB_ID } from '@/lib/db/columns';

import type { JobSort, Selection } from './selection';

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
export function selectRows(orgId: OrgId, { scope, tab, sort }: Selection): SelectedRows {
  const matches = tab === 'jobs' ? HAS_JOB_ID : NO_JOB_ID;
  const where = sql`${inScope(orgId, scope)} and ${matches}`;
  return { from: sql`leads_task_list t`, where, matches, ...orderBy(sort) };
}

/** Half a join only: a task that the installation holds twice doubles no rows. */
function inScope(orgId: OrgId, scope: Selection['scope']): SQL {
  const organization = sql`exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})`;
  if (scope === 'all-tasks') return organization;
  const task = scope === 'own-task' ? sql`own.task_id` : sql`${scope}::bigint`;
  return sql`t.task_id = ${task} and ${organization}`;
}

type Order = Omit<SelectedRows, 'from' | 'where' | 'matches'>;

function orderBy({ descending }: JobSort): Order {
  const forwards = sql`order by t.id`;
  const backwards = sql`order by t.id desc`;
  const smaller = sql`t.id < own.id`;
  const greater = sql`t.id > own.id`;
  const sortKey = sql`null::int`;
  return descending
    ? { order: backwards, reversed: forwards, beforeOwn: greater, afterOwn: smaller, sortKey }
    : { order: forwards, reversed: backwards, beforeOwn: smaller, afterOwn: greater, sortKey };
}
