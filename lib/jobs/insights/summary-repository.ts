import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { ANSWERED_BY_MACHINE, tellsOf } from '@/lib/values/provider-words';

import { asksFacetsOnly, type FacetCell, readFacetCells } from '../job-index/facet-cells';
import { openIndex } from '../job-index/open-index';
import { matchingCells, sumFacets } from '../list/facet-repository';
import { isOneTask, type Selection } from '../selection';
import { FACETS } from '../selection-values';
import { jobSource, withoutFacets } from './job-source';
import { isConnected } from './rates';
import {
  type Attempt,
  DURATION_STEPS,
  HOURS_OF_WEEK,
  type JobsSummary,
  MOST_ATTEMPTS,
  type SummaryCharts,
} from './summary';

/**
 * What a selection comes to: its rate and its facets by the cells, its charts by the index.
 *
 * @param charts whether they are wanted as well: they are counted job by job
 */
export async function summarize(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  { charts }: { charts: boolean },
): Promise<JobsSummary> {
  const index = await openIndex(db, isOneTask(selection.scope) ? selection.scope : undefined);
  const isIndexed = index !== null;
  const [cells, drawn] = await Promise.all([
    readCells(orgId, db, selection, isIndexed),
    charts ? readCharts(orgId, db, selection, isIndexed) : null,
  ]);
  const sums = { total: 0, dialled: 0, connected: 0, byMachine: 0 };
  for (const cell of matchingCells(cells, selection.filter)) {
    const { dialled, connected } = tellsOf(cell);
    sums.total += cell.n;
    if (dialled) sums.dialled += cell.n;
    if (connected) sums.connected += cell.n;
    if (ANSWERED_BY_MACHINE.some((machine) => machine === cell.result)) sums.byMachine += cell.n;
  }
  return {
    counts: { ...sums, facets: sumFacets(cells, selection.filter), charts: drawn },
    asOf: index?.asOf ?? null,
  };
}

async function readCells(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  isIndexed: boolean,
): Promise<FacetCell[]> {
  const cells = isIndexed && asksFacetsOnly(selection) ? await readFacetCells(orgId, db, selection) : null;
  if (cells) return cells;
  const facets = sql.raw(FACETS.join(', '));
  const counted = await db.execute<FacetCell>(sql`
    select ${facets}, count(*) as n from ${jobSource(orgId, withoutFacets(selection), isIndexed)} j group by ${facets}`);
  return [...counted];
}

/** Hours since a Monday midnight of Asia/Shanghai, by sums alone: a calendar's answer costs as much as all the rest. */
const HOUR = sql.raw(
  `(mod(floor((date_part('epoch', called_at) + ${8 * 3600}) / 3600)::bigint + ${3 * 24}, ${HOURS_OF_WEEK}))::int`,
);

type Counted = {
  durations: Record<string, number> | null;
  attempts: ({ attempt: number } & Attempt)[] | null;
  hours: ({ hour: number } & Attempt)[] | null;
};

async function readCharts(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  isIndexed: boolean,
): Promise<SummaryCharts> {
  const steps = sql.raw(`array[${DURATION_STEPS.map((seconds) => seconds * 1000).join(', ')}]`);
  const most = sql.raw(String(MOST_ATTEMPTS));
  // Groups of all three first, of which there are few thousands, so that the jobs are gone through once.
  const [counted] = await db.execute<Counted>(sql`
    with jobs as materialized (
      select width_bucket(duration_ms, ${steps}) - 1 as duration, least(attempts, ${most}) as attempt,
        hour, answered, count(*) as n
      from (
        select duration_ms, attempts, ${HOUR} as hour, ${isConnected({ result: sql`result`, status: sql`status` })} as answered
        from ${jobSource(orgId, selection, isIndexed)} j offset 0) j
      group by 1, 2, 3, 4)
    select
      (select jsonb_object_agg(duration, n) from (
        select duration, sum(n) as n from jobs where duration is not null group by duration) d) as durations,
      (select jsonb_agg(jsonb_build_object('attempt', attempt, 'reached', n, 'connected', connected)) from (
        select attempt, sum(n) as n, coalesce(sum(n) filter (where answered), 0) as connected
        from jobs where attempt > 0 group by attempt) a) as attempts,
      (select jsonb_agg(jsonb_build_object('hour', hour, 'reached', n, 'connected', connected)) from (
        select hour, sum(n) as n, coalesce(sum(n) filter (where answered), 0) as connected
        from jobs where hour is not null group by hour) h) as hours`);
  const durations = DURATION_STEPS.map((_, step) => counted?.durations?.[step] ?? 0);
  const hours = Array.from({ length: HOURS_OF_WEEK }, () => ({ reached: 0, connected: 0 }));
  for (const { hour, ...jobs } of counted?.hours ?? []) hours[hour] = jobs;
  return { durations, attempts: funnelOf(counted?.attempts ?? []), hours };
}

/** A job with three attempts has come to the first and the second one as well; its result is the last one's. */
function funnelOf(last: ({ attempt: number } & Attempt)[]): Attempt[] {
  const furthest = Math.max(0, ...last.map(({ attempt }) => attempt));
  return Array.from({ length: furthest }, (_, index) => ({
    reached: last.reduce((sum, { attempt, reached }) => sum + (attempt > index ? reached : 0), 0),
    connected: last.find(({ attempt }) => attempt === index + 1)?.connected ?? 0,
  }));
}
