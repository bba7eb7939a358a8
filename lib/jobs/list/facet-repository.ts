import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { callResultGroup, isCallResult, isCallStatus } from '@/lib/values/provider-words';

import { type FacetCell, readFacetCells } from '../job-index/facet-cells';
import { openIndex } from '../job-index/open-index';
import { asksWordsAndFacetsOnly, facetsOfWords } from '../words/find-words';
import { FACTS } from '../row-facts';
import { rowsWith, selectRows } from '../select-rows';
import type { JobFilter, Selection } from '../selection';
import { type Facet, type FacetCounts, FACETS } from '../selection-values';

/** Far more than a person chooses from; the rest of the grades is counted as `other`. */
const MOST_GRADES = 40;

/**
 * How many rows have each value of each facet, under the filter of all others. One reading of the selection without its
 * facets, summed to cells; the sums are made of the cells.
 */
export async function countFacets(orgId: OrgId, db: Db, selection: Selection): Promise<FacetCounts> {
  const indexed = await readFacetCells(orgId, db, selection);
  if (indexed) return sumFacets(indexed, selection.filter);
  const filter: JobFilter = { ...selection.filter };
  for (const facet of FACETS) delete filter[facet];
  if (asksWordsAndFacetsOnly(selection) && (await openIndex(db))) {
    const cells = await db.execute<FacetCell>(facetsOfWords(orgId, { ...selection, filter }));
    return sumFacets([...cells], selection.filter);
  }
  const { where } = selectRows(orgId, { ...selection, filter, sort: { key: 'id', descending: false } });
  const columns = sql.join(
    FACETS.map((facet) => sql`${FACTS[facet].column} as ${sql.identifier(facet)}`),
    sql`, `,
  );
  const numbers: SQL = sql.join(
    FACETS.map((_, index) => sql.raw(String(index + 1))),
    sql`, `,
  );
  const cells = await db.execute<FacetCell>(sql`
    select ${columns}, count(*) as n from ${rowsWith([{ state: true, followUp: true }])}
    where ${where} group by ${numbers}`);
  return sumFacets([...cells], selection.filter);
}

/** The choice that a value belongs to. */
const CHOICE: { [F in Facet]?: (value: string) => string } = {
  status: (value) => (value === '' ? 'none' : isCallStatus(value) ? value : 'other'),
  result: (value) =>
    value === '' ? 'none' : isCallResult(value) ? value : (callResultGroup(value) ?? 'other'),
  grade: (value) => value || 'none',
};

function choicesOf(facet: Facet, value: string): string[] {
  const choice = CHOICE[facet]?.(value) ?? value;
  const group = facet === 'result' ? callResultGroup(value) : null;
  return group && group !== choice ? [choice, group] : [choice];
}

/** The facets whose filter a cell does not match. */
function missedBy(cell: FacetCell, filter: JobFilter): Facet[] {
  return FACETS.filter((facet) => {
    const wanted = filter[facet];
    if (wanted === undefined) return false;
    const choices = choicesOf(facet, cell[facet]);
    return ![wanted].flat().some((value) => choices.includes(value));
  });
}

/** The cells that match a filter's facets. */
export function matchingCells(cells: readonly FacetCell[], filter: JobFilter): FacetCell[] {
  return cells.filter((cell) => missedBy(cell, filter).length === 0);
}

/** How many rows have each value of each facet, each under the filter of the others. */
export function sumFacets(cells: readonly FacetCell[], filter: JobFilter): FacetCounts {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, {}])) as FacetCounts;
  for (const cell of cells) {
    const chosen = FACETS.map((facet) => choicesOf(facet, cell[facet]));
    const missed = missedBy(cell, filter);
    // Its own filter does not narrow a facet: one sees what else could be chosen.
    for (const [index, facet] of FACETS.entries()) {
      if (missed.some((other) => other !== facet)) continue;
      for (const value of chosen[index] ?? []) {
        counts[facet][value] = (counts[facet][value] ?? 0) + cell.n;
      }
    }
  }
  const grades = Object.entries(counts.grade).toSorted(([, a], [, b]) => b - a);
  counts.grade = Object.fromEntries(grades.slice(0, MOST_GRADES));
  return counts;
}
