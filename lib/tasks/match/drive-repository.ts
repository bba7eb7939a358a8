import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { asTime, HAS_JOB_ID, recordset } from '@/lib/db/columns';
import { LEASE, LeaseLostError } from '@/lib/queue/lease';
import type { DbId } from '@/lib/values/db-id';

import type { Candidate, Finding, OpenRow } from './match-rows';
import type { Matching } from './schemas';

/** Rows of one search: what a worker can hold. A task that has more is searched again, for the others. */
export const MOST_ROWS = 100_000;
/** Findings that are sent in one statement. */
const FINDINGS_AT_ONCE = 5_000;
/** Jobs of an ambiguous row that are named. */
const MOST_NAMED = 5;

export const WITHOUT_JOB = sql`(t.call_job_id is null or t.call_job_id = '')`;

/** A search of which this process holds the lease. */
export type LeasedMatching = {
  id: string;
  organizationId: string;
  taskId: DbId;
  jobGroupId: string;
  startedBy: string;
  /** Null: the group has been read. */
  nextPage: number | null;
  tries: number;
  /** How often it was taken, this time as well, since it last went on or was given back: whoever had it has died. */
  takes: number;
  fence: number;
};

/** The search is ours to write: in the WHERE of everything that is written of it. */
const held = (orgId: OrgId, { id, fence }: Pick<LeasedMatching, 'id' | 'fence'>): SQL =>
  sql`id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence} and state = 'running'`;

/** Takes the lease of a search that nobody drives, with a new fence. For the worker, which works for every organization. */
export async function takeMatching(db: Db, owner: string): Promise<LeasedMatching | null> {
  const [taken] = await db.execute<LeasedMatching>(sql`
    update callboard.job_matchings g set owner = ${owner}, fence = g.fence + 1, state = 'running', not_before = null, takes = g.takes + 1,
      lease_until = clock_timestamp() + ${LEASE}
    where g.id = (
      select f.id from callboard.job_matchings f
      where f.state in ('pending', 'running') and (f.lease_until is null or f.lease_until < clock_timestamp())
        and (f.not_before is null or f.not_before <= clock_timestamp())
      order by (select count(*) from callboard.job_matchings o where o.organization_id = f.organization_id
          and o.state = 'running' and o.lease_until > clock_timestamp()), f.created_at
      limit 1 for update skip locked)
    returning g.id, g.organization_id as "organizationId", g.task_id as "taskId", g.job_group_id as "jobGroupId",
      g.started_by as "startedBy", g.next_page as "nextPage", g.tries, g.takes, g.fence`);
  return taken ?? null;
}

/** Keeps the lease; answers whether the search still is ours. */
export async function renewMatching(orgId: OrgId, db: Db, leased: LeasedMatching): Promise<boolean> {
  const rows = await db.execute(sql`
    update callboard.job_matchings set lease_until = clock_timestamp() + ${LEASE}
    where ${held(orgId, leased)} returning id`);
  return rows.length > 0;
}

/**
 * Gives the lease back: at once, or for whoever comes after a pause, whose reason is told.
 *
 * @returns whether it still was ours
 */
export async function releaseMatching(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  pause: {
    ms: number;
    reason: NonNullable<Matching['waiting']>['reason'];
    code: string | null;
    tries: number;
  } | null,
): Promise<boolean> {
  const until = sql`(clock_timestamp() + make_interval(secs => ${(pause?.ms ?? 0) / 1000}::float8))`;
  const waiting = sql`, not_before = ${until}, tries = ${pause?.tries ?? 0}, waiting = jsonb_build_object(
    'reason', ${pause?.reason ?? null}::text, 'code', ${pause?.code ?? null}::text, 'until',
    to_char(${until} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
  const ours = await db.execute(sql`
    update callboard.job_matchings set owner = null, lease_until = null, takes = 0 ${pause ? waiting : sql``}
    where ${held(orgId, leased)} returning id`);
  return ours.length > 0;
}

/** @returns whether the search still was ours */
export function failMatching(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  error: { code: string; message: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const failed = await tx.execute(sql`
      update callboard.job_matchings set state = 'failed', error = ${JSON.stringify(error)}::text::jsonb, waiting = null,
        owner = null, lease_until = null, finished_at = clock_timestamp()
      where ${held(orgId, leased)} returning id`);
    if (failed.length > 0) await forgetCandidates(tx, leased.id);
    return failed.length > 0;
  });
}

/**
 * Rows of the task without a job id: those that no search has looked for yet, then those whose search is the longest ago,
 * in the order of their ids.
 *
 * @returns `more`: there are more than `most`
 */
export async function readOpenRows(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  most = MOST_ROWS,
): Promise<{ rows: OpenRow[]; more: boolean }> {
  const found = await db.execute<OpenRow & { isMore: boolean }>(sql`
    select "rowId", "referenceId", phone, "calledAt", place > ${most} as "isMore" from (
      select t.id as "rowId", nullif(trim(t.reference_id::text), '') as "referenceId",
        nullif(trim(t.leads_phone::text), '') as phone,
        (extract(epoch from coalesce(${asTime(sql`t.call_time`)}, ${asTime(sql`t.planed_time`)})) * 1000)::float8
          as "calledAt",
        row_number() over (order by searched.at nulls first, t.id) as place
      from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      left join (
        select m.row_id, max(g.created_at) as at from callboard.job_matchings g
        join callboard.job_matches m on m.matching_id = g.id
        where g.organization_id = ${orgId} and g.task_id = ${taskId}::bigint group by m.row_id) searched
        on searched.row_id = t.id
      where t.task_id = ${taskId}::bigint and ${WITHOUT_JOB}) o
    where place <= ${most + 1} order by "rowId"`);
  // An installation's ids may repeat: which row is meant then, nobody can say.
  const seen = new Map<DbId, number>();
  for (const { rowId } of found) seen.set(rowId, (seen.get(rowId) ?? 0) + 1);
  const rows = found.filter(({ rowId, isMore }) => !isMore && seen.get(rowId) === 1);
  return { rows, more: found.length > most };
}

/** Keeps what could match of a page of the group, with the next page. @throws LeaseLostError */
export function commitPage(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  page: {
    candidates: readonly Pick<Candidate, 'jobId' | 'referenceIds' | 'phone'>[];
    readJobs: number;
    totalCount: number | null;
  },
): Promise<{ readJobs: number; total: number | null }> {
  return db.transaction(async (tx) => {
    const [counted] = await tx.execute<{ readJobs: number; total: number | null }>(sql`
      update callboard.job_matchings set next_page = next_page + 1, read_jobs = read_jobs + ${page.readJobs}::int,
        total = coalesce(${page.totalCount}::int, total), tries = 0, takes = 0, waiting = null,
        lease_until = clock_timestamp() + ${LEASE}
      where ${held(orgId, leased)} returning read_jobs as "readJobs", total`);
    if (!counted) throw new LeaseLostError();
    if (page.candidates.length > 0) {
      const sent = recordset(
        page.candidates.map(({ jobId, referenceIds, phone }) => ({
          job_id: jobId,
          reference_ids: [...referenceIds],
          phone,
        })),
      );
      await tx.execute(sql`
        insert into callboard.job_match_candidates (matching_id, job_id, reference_ids, phone)
        select ${leased.id}::uuid, job_id, reference_ids, phone
        from ${sent} as v(job_id text, reference_ids text[], phone text) on conflict do nothing`);
    }
    return counted;
  });
}

/** Notes that the whole group has been read, or is to be read once more. @throws LeaseLostError */
export async function setNextPage(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  page: number | null,
): Promise<void> {
  const ours = await db.execute(sql`
    update callboard.job_matchings set next_page = ${page}::int where ${held(orgId, leased)} returning id`);
  if (ours.length === 0) throw new LeaseLostError();
}

export async function readCandidates(db: Db, matchingId: string): Promise<Candidate[]> {
  const candidates = await db.execute<Candidate>(sql`
    select job_id as "jobId", to_jsonb(reference_ids) as "referenceIds", phone, times
    from callboard.job_match_candidates where matching_id = ${matchingId}::uuid order by job_id`);
  return [...candidates];
}

/** Those of the candidates that a row has, of whatever task: nothing there finds a row by its job, so they are read once. */
export async function findTakenJobs(db: Db, matchingId: string): Promise<Set<string>> {
  const taken = await db.execute<{ jobId: string }>(sql`
    select t.call_job_id::text as "jobId" from leads_task_list t
    where ${HAS_JOB_ID} and t.call_job_id::text in (
      select o.job_id from callboard.job_match_candidates o where o.matching_id = ${matchingId}::uuid)`);
  return new Set(taken.map(({ jobId }) => jobId));
}

/** Keeps when the calls of jobs were. @throws LeaseLostError */
export async function storeTimes(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  times: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const sent = recordset(
    [...times].map(([jobId, found]) => ({ job_id: jobId, times: JSON.stringify(found) })),
  );
  await db.transaction(async (tx) => {
    const ours = await tx.execute(sql`
      update callboard.job_matchings set tries = 0, takes = 0, waiting = null where ${held(orgId, leased)} returning id`);
    if (ours.length === 0) throw new LeaseLostError();
    await tx.execute(sql`
      update callboard.job_match_candidates c set times = v.times::jsonb
      from ${sent} as v(job_id text, times text)
      where c.matching_id = ${leased.id}::uuid and c.job_id = v.job_id`);
  });
}

/** Leaves the proposal, all of it and only while the fence is ours. @throws LeaseLostError */
export async function storeFindings(
  orgId: OrgId,
  db: Db,
  leased: LeasedMatching,
  { findings, moreRows }: { findings: readonly Finding[]; moreRows: boolean },
): Promise<void> {
  await db.transaction(async (tx) => {
    const ours = await tx.execute(sql`
      update callboard.job_matchings set state = 'ready', rows = ${findings.length}, more_rows = ${moreRows}, waiting = null, owner = null,
        lease_until = null, finished_at = clock_timestamp()
      where ${held(orgId, leased)} returning id`);
    if (ours.length === 0) throw new LeaseLostError();
    for (let from = 0; from < findings.length; from += FINDINGS_AT_ONCE) {
      await insertFindings(tx, leased.id, findings.slice(from, from + FINDINGS_AT_ONCE));
    }
    await forgetCandidates(tx, leased.id);
  });
}

async function insertFindings(tx: Tx, matchingId: string, findings: readonly Finding[]): Promise<void> {
  const sent = recordset(
    findings.map(({ rowId, outcome, jobId, reason, confidence, jobIds, jobs }) => ({
      row_id: rowId,
      outcome,
      job_id: jobId,
      reason,
      confidence,
      jobs,
      candidates: jobIds.slice(0, MOST_NAMED),
    })),
  );
  await tx.execute(sql`
    insert into callboard.job_matches (matching_id, row_id, outcome, job_id, jobs, candidates, reason, confidence)
    select ${matchingId}::uuid, row_id, outcome, job_id, jobs, candidates, reason, confidence
    from ${sent} as v(row_id bigint, outcome text, job_id text, jobs int, candidates text[], reason text, confidence text)`);
}

export async function forgetCandidates(tx: Db | Tx, matchingId: string): Promise<void> {
  await tx.execute(sql`delete from callboard.job_match_candidates where matching_id = ${matchingId}::uuid`);
}

const KEPT = sql`interval '90 days'`;

/** Forgets searches that are long over, with all that they found. */
export async function deleteOldMatchings(db: Db): Promise<void> {
  await db.execute(sql`
    with gone as (
      delete from callboard.job_matchings where state not in ('pending', 'running', 'ready')
        and finished_at < clock_timestamp() - ${KEPT} returning id)
    delete from callboard.job_matches m using gone where m.matching_id = gone.id`);
}
