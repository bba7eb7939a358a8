import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';

import { FACET_CONDITIONS, inHours, inNumbers, inTime, ofScripts } from '../filter-rows';
import { FACET_COLUMNS, ownTasks } from '../job-index/facet-cells';
import { FACTS } from '../row-facts';
import { rowsWith, selectRows } from '../select-rows';
import { isOneTask, type JobFilter, type Selection } from '../selection';
import { DEFAULT_SORT } from '../selection-input';
import { FACETS, type FilterKey } from '../selection-values';
import { FOLLOW_OF_ENTRY } from '../words/find-words';

// The jobs that figures are made of: from the narrow index where it can answer, else from the installation's own tables.

const TIMES = { due: 'due_at', planned: 'planned_at', called: 'called_at', changed: 'changed_at' } as const;
const KNOWN_BY_INDEX: readonly FilterKey[] = [
  ...FACETS,
  ...(['due', 'planned', 'called', 'changed', 'duration', 'attempts', 'hour', 'script'] as const),
];

const facetOf = { ...FACET_COLUMNS, follow: FOLLOW_OF_ENTRY };

/** What is asked of entries `i` in cells `k`; what the index does not know is asked of the rows that they stand for. */
function entryConditions(orgId: OrgId, { scope, tab, filter }: Selection): SQL[] {
  const wanted = [
    ownTasks(orgId, sql`i.task_id`, isOneTask(scope) ? scope : undefined),
    sql`i.has_job = ${tab === 'jobs'}`,
  ];
  for (const facet of FACETS) {
    const chosen = filter[facet];
    if (chosen !== undefined) wanted.push(FACET_CONDITIONS[facet](facetOf[facet], [chosen].flat()));
  }
  for (const key of Object.keys(TIMES) as (keyof typeof TIMES)[]) {
    const span = filter[key];
    if (span) wanted.push(inTime(sql`i.${sql.identifier(TIMES[key])}`, span));
  }
  if (filter.duration) wanted.push(inNumbers(sql`i.duration_ms`, filter.duration, 1000));
  if (filter.attempts) wanted.push(inNumbers(sql`i.attempts`, filter.attempts, 1));
  if (filter.hour) wanted.push(inHours(sql`i.called_at`, filter.hour));
  if (filter.script) wanted.push(ofScripts(orgId, sql`i.task_id`, filter.script));
  const rest = Object.fromEntries(
    Object.entries(filter).filter(([key]) => !KNOWN_BY_INDEX.includes(key as FilterKey)),
  ) as JobFilter;
  if (Object.keys(rest).length > 0) {
    const { from, where } = selectRows(orgId, { scope, tab, filter: rest, sort: DEFAULT_SORT });
    wanted.push(sql`i.row_id in (select t.id from ${from} where ${where})`);
  }
  return wanted;
}

const FACET_LIST = (columns: Record<(typeof FACETS)[number], SQL>): SQL =>
  sql.join(
    FACETS.map((facet) => sql`${columns[facet]} as ${sql.identifier(facet)}`),
    sql`, `,
  );

/**
 * The jobs of a selection as a FROM item: `row_id, task_id, called_at, duration_ms, attempts` and a column for each facet.
 *
 * @param indexed by the index, which must be open (`openIndex`)
 */
export function jobSource(orgId: OrgId, selection: Selection, indexed: boolean): SQL {
  if (indexed)
    return sql`(
      select i.row_id, i.task_id, i.called_at, i.duration_ms, i.attempts, ${FACET_LIST(facetOf)}
      from callboard.job_index i join callboard.job_cells k on k.cell = i.cell
      where ${sql.join(entryConditions(orgId, selection), sql` and `)})`;
  const { where } = selectRows(orgId, { ...selection, sort: DEFAULT_SORT });
  const { called, duration, attempts } = FACTS;
  return sql`(
    select t.id as row_id, t.task_id::bigint as task_id, ${called.column} as called_at, ${duration.column} as duration_ms,
      ${attempts.column} as attempts,
      ${FACET_LIST(Object.fromEntries(FACETS.map((facet) => [facet, FACTS[facet].column])) as typeof facetOf)}
    from ${rowsWith([{ state: true, followUp: true }])} where ${where})`;
}

/** The selection without what it chooses of facets: sums of cells leave that out themselves. */
export function withoutFacets(selection: Selection): Selection {
  const filter: JobFilter = { ...selection.filter };
  for (const facet of FACETS) delete filter[facet];
  return { ...selection, filter };
}
