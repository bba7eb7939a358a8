import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isDatabaseBusy, isDatabaseUnavailable, isLockTimeout, isRolledBack } from '@/lib/db/errors';
import {
  type CallOptions,
  deadlineIn,
  NoTurnError,
  type OutboundBot,
  ProviderError,
  type ProviderJob,
} from '@/lib/outboundbot/types';
import { LeaseLostError, RENEW_MS } from '@/lib/queue/lease';
import { plausibleTime } from '@/lib/values/times';

import {
  commitPage,
  failMatching,
  findTakenJobs,
  type LeasedMatching,
  readCandidates,
  readOpenRows,
  releaseMatching,
  renewMatching,
  setNextPage,
  storeFindings,
  storeTimes,
} from './drive-repository';
import { type Candidate, candidateFilter, jobsToTime, matchRows, type OpenRow } from './match-rows';
import type { Matching } from './schemas';

/** Jobs of one ListJobsByGroup; the most is not documented. */
const PAGE_SIZE = 100;
/** Ids of one ListJobs. */
const JOBS_A_CALL = 99;
/** One call with its retries and its turn. */
const CALL_DEADLINE_MS = 40_000;
const DATABASE_MS = 15_000;
/** Pauses after the provider failed, before the search counts as failed. */
const PAUSES_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 120_000];
const THROTTLED_MS = { least: 1_000, most: 60_000 };
const LOCKED_MS = 1_000;
/** Pauses after the installation's rows could not be searched in time, before the search counts as failed. */
const SLOW_PAUSES_MS = [10_000, 60_000, 300_000];
/** Whoever has died of a search so often, and nothing done, dies of it again. */
export const MOST_TAKES = 8;

export type MatchDependencies = {
  db: Db;
  outboundbot: Pick<OutboundBot, 'listJobsByGroup' | 'listJobs'>;
  /** Told of what ended a search and nobody expected; the search itself says only that something did. */
  onUnexpected?: (error: unknown) => void;
  /** Rows of one search. */
  mostRows?: number;
};

/** How the driving ended for this process. */
export type MatchEnd = 'ready' | 'failed' | 'waiting' | 'stopped' | 'lost';

/**
 * Drives a search of which this process holds the lease: reads the task's group page by page, keeps the jobs that could be
 * of a row without a job id, asks when their calls were where only that tells, and leaves a proposal. Nothing of the
 * installation's rows is written. Whoever takes over goes on at the next page.
 *
 * @throws what the database says when it is out of reach; the lease then lapses, and any process goes on
 */
export async function driveMatching(
  dependencies: MatchDependencies,
  orgId: OrgId,
  leased: LeasedMatching,
  stop: AbortSignal,
): Promise<MatchEnd> {
  const { db } = dependencies;
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    // Out of reach for the moment: what is written next finds out whether the lease still is ours.
    void renewMatching(orgId, db, leased).then(
      (ours) => ours || lost.abort(new LeaseLostError()),
      () => {},
    );
  }, RENEW_MS);
  const drive = {
    ...dependencies,
    orgId,
    leased,
    gone: AbortSignal.any([stop, lost.signal]),
    tries: leased.tries,
  };
  try {
    if (leased.takes > MOST_TAKES) throw new CutOffError();
    const { rows, more } = await ask(() => readOpenRows(orgId, db, leased.taskId, dependencies.mostRows));
    if (rows.length > 0 && leased.nextPage !== null) await readGroup(drive, rows, leased.nextPage);
    const taken = await ask(() => findTakenJobs(db, leased.id)).catch(throwSlow);
    const candidates = await readTimed(drive, rows, taken);
    const findings = matchRows(rows, candidates, taken);
    await ask(() => storeFindings(orgId, db, leased, { findings, moreRows: more }));
    return 'ready';
  } catch (error) {
    if (stop.aborted && !lost.signal.aborted) {
      await ask(() => releaseMatching(orgId, db, leased, null));
      return 'stopped';
    }
    return await endedBy(drive, lost.signal.aborted ? new LeaseLostError() : error);
  } finally {
    clearInterval(heartbeat);
  }
}

type Drive = MatchDependencies & { orgId: OrgId; leased: LeasedMatching; gone: AbortSignal; tries: number };

const ask = <T>(work: () => Promise<T>): Promise<T> => withinDatabaseDeadline(work, DATABASE_MS);

const optionsFor = ({ orgId, leased, gone }: Drive): CallOptions => ({
  caller: { orgId, actorId: leased.startedBy, class: 'background', gone },
  ...deadlineIn(CALL_DEADLINE_MS),
});

/**
 * Reads the group from a page on. Jobs that are added meanwhile move others to later pages at most, so that none is missed;
 * one that is read twice is kept once.
 */
async function readGroup(drive: Drive, rows: readonly OpenRow[], from: number): Promise<void> {
  const { db, outboundbot, orgId, leased, gone } = drive;
  const mayBe = candidateFilter(rows);
  for (let page = from; ; page += 1) {
    gone.throwIfAborted();
    const { items, totalCount } = await outboundbot.listJobsByGroup(
      leased.jobGroupId,
      { page, pageSize: PAGE_SIZE },
      optionsFor(drive),
    );
    const candidates = items
      .map(({ jobId, referenceId, contact }) => ({
        jobId,
        referenceIds: [...new Set([referenceId, contact?.referenceId].flatMap((id) => id?.trim() || []))],
        phone: contact?.phone ?? null,
      }))
      .filter(mayBe);
    const committed = await ask(() =>
      commitPage(orgId, db, leased, { candidates, readJobs: items.length, totalCount }),
    );
    drive.tries = 0;
    if (items.length === 0 || (committed.total !== null && committed.readJobs >= committed.total)) break;
  }
  await ask(() => setNextPage(orgId, db, leased, null));
}

/** The candidates, with the times of the calls of those among which times decide. */
async function readTimed(
  drive: Drive,
  rows: readonly OpenRow[],
  taken: ReadonlySet<string>,
): Promise<Candidate[]> {
  const { db, outboundbot, orgId, leased, gone } = drive;
  const candidates = await ask(() => readCandidates(db, leased.id));
  const timed = new Map(candidates.map((one) => [one.jobId, one]));
  const wanted = jobsToTime(rows, candidates, taken);
  for (let from = 0; from < wanted.length; from += JOBS_A_CALL) {
    gone.throwIfAborted();
    const jobIds = wanted.slice(from, from + JOBS_A_CALL);
    const jobs = await outboundbot.listJobs(jobIds, optionsFor(drive));
    const times = new Map<string, number[]>(jobIds.map((jobId) => [jobId, []]));
    for (const job of jobs) if (times.has(job.JobId)) times.set(job.JobId, timesOf(job));
    await ask(() => storeTimes(orgId, db, leased, times));
    drive.tries = 0;
    for (const [jobId, found] of times) {
      const candidate = timed.get(jobId);
      if (candidate) timed.set(jobId, { ...candidate, times: found });
    }
  }
  return [...timed.values()];
}

/** When each call of a job was planned and dialled (OutboundBot 2019-12-26, ListJobs, Tasks). */
function timesOf({ Tasks }: ProviderJob): number[] {
  const calls = (Array.isArray(Tasks) ? Tasks : []) as ({
    ActualTime?: unknown;
    PlanedTime?: unknown;
  } | null)[];
  return calls
    .flatMap((call) => [plausibleTime(call?.ActualTime), plausibleTime(call?.PlanedTime)])
    .filter((time) => time !== null);
}

/** It takes the longest of all that is asked; where the database is away, what is asked next says so. */
class SlowSearchError extends Error {
  override readonly name = 'SlowSearchError';
}

/** Process after process has ended in the middle of it. */
class CutOffError extends Error {
  override readonly name = 'CutOffError';
}

function throwSlow(error: unknown): never {
  throw isDatabaseUnavailable(error)
    ? new SlowSearchError('no answer in time', { cause: error })
    : (error as Error);
}

async function endedBy(drive: Drive, error: unknown): Promise<MatchEnd> {
  const { db, orgId, leased, tries, onUnexpected } = drive;
  const wait = async (
    ms: number,
    reason: NonNullable<Matching['waiting']>['reason'],
    code: string | null,
    more: number,
  ): Promise<MatchEnd> => {
    const ours = await ask(() => releaseMatching(orgId, db, leased, { ms, reason, code, tries: more }));
    return ours ? 'waiting' : 'lost';
  };
  const fail = async (code: string, message: string): Promise<MatchEnd> => {
    const ours = await ask(() => failMatching(orgId, db, leased, { code, message }));
    return ours ? 'failed' : 'lost';
  };
  if (error instanceof LeaseLostError) return 'lost';
  if (error instanceof CutOffError) return fail('CutOff', 'it ended in its middle again and again');
  if (error instanceof NoTurnError) return wait(error.retryAfterSeconds * 1000, 'turn', null, tries);
  if (error instanceof ProviderError && error.kind === 'throttled') {
    const { least, most } = THROTTLED_MS;
    const ms = Math.max(error.retryAfterMs ?? 0, Math.min(most, least * 2 ** Math.min(6, tries)));
    return wait(ms, 'throttled', error.code, tries + 1);
  }
  if (error instanceof ProviderError) {
    const ms = error.retryable || error.code === 'DeadlineExceeded' ? PAUSES_MS[tries] : undefined;
    return ms === undefined ? fail(error.code, error.message) : wait(ms, 'provider', error.code, tries + 1);
  }
  if (error instanceof SlowSearchError) {
    const ms = SLOW_PAUSES_MS[tries];
    return ms === undefined
      ? fail('SlowSearch', 'whether jobs have rows already could not be searched in time')
      : wait(ms, 'slow', null, tries + 1);
  }
  if (isLockTimeout(error) || isRolledBack(error)) return wait(LOCKED_MS, 'turn', null, tries);
  if (isDatabaseUnavailable(error) || isDatabaseBusy(error)) throw error;
  onUnexpected?.(error);
  return fail('Internal', 'something unexpected; the log tells more');
}
