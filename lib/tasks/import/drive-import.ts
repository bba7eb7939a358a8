import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  isDatabaseBusy,
  isDatabaseUnavailable,
  isLockTimeout,
  isRolledBack,
  refusalOf,
} from '@/lib/db/errors';
import { deadlineIn, NoTurnError, type OutboundBot, ProviderError } from '@/lib/outboundbot/types';
import { LeaseLostError, RENEW_MS } from '@/lib/queue/lease';
import type { DbId } from '@/lib/values/db-id';

import { beginPass, type Committed, commitPage, type ReadPage, TaskGoneError, toRow } from './commit-page';
import { finishImport, type LeasedImport, releaseImport, renewImport } from './drive-repository';
import { ROWS_A_REQUEST } from './table/limits';
import { deleteStaged, leaveOutKnownJobs, readStaged, toNewRow } from './table/table-repository';
import { NotInsertedError } from './write-rows';

/** Jobs of one ListJobsByGroup; the most is not documented. */
const PAGE_SIZE = 100;
/** Pages move while jobs are added: all of them are read so often at most, until no job is missed. */
const MOST_PASSES = 3;
/** One page with its retries and its turn. */
const PAGE_DEADLINE_MS = 40_000;
/** Pauses after the provider failed, before the import counts as failed. */
const PAUSES_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 120_000];
const THROTTLED_MS = { least: 1_000, most: 60_000 };
const ROWS_LOCKED_MS = 1_000;
/** Pauses after the installation's rows could not be searched in time, before the import counts as failed. */
const SLOW_PAUSES_MS = [10_000, 60_000, 300_000];

export type ImportDependencies = {
  db: Db;
  outboundbot: Pick<OutboundBot, 'listJobsByGroup'>;
  /** Told after each page that added rows. */
  onAdded?: (page: { orgId: OrgId; taskId: DbId }) => void;
  /** Told, once at least, when a round has added rows: they have not been refreshed yet. */
  onEnd?: (round: { orgId: OrgId; leased: LeasedImport; taskId: DbId; added: number }) => Promise<void>;
  /** Told of what ended an import and nobody expected; the import itself says only that something did. */
  onUnexpected?: (error: unknown) => void;
};

/** How the driving ended for this process. */
export type ImportEnd = 'done' | 'failed' | 'waiting' | 'stopped' | 'lost';

/**
 * Drives an import of which this process holds the lease, page by page, until all its jobs have rows, it has to wait, it
 * is cancelled, or `stop` aborts. Each page commits its rows with the import's counts, and only while the fence is ours.
 *
 * @throws what the database says when it is out of reach; the lease then lapses, and any process goes on
 */
export async function driveImport(
  dependencies: ImportDependencies,
  orgId: OrgId,
  leased: LeasedImport,
  stop: AbortSignal,
): Promise<ImportEnd> {
  const { db } = dependencies;
  let { tries } = leased;
  const lost = new AbortController();
  const heartbeat = keepLease(() => ask(() => renewImport(orgId, db, leased)), lost);
  try {
    let { nextPage: page } = leased;
    while (!stop.aborted) {
      const answered = await readPage(dependencies, orgId, leased, page, lost.signal);
      const committed = await ask(() => commitPage(orgId, db, leased, answered));
      tries = 0;
      if (committed.added > 0) dependencies.onAdded?.({ orgId, taskId: committed.taskId });
      const isTable = leased.jobGroupId === null;
      const isLast = isTable
        ? isTableAtEnd(committed)
        : answered.items.length === 0 || isAllRead(committed) || isNothingNew(committed);
      if (!isLast) {
        page = committed.nextPage;
        continue;
      }
      if (!isTable && missesSome(committed) && committed.pass < MOST_PASSES) {
        await ask(() => beginPass(orgId, db, leased));
        page = 1;
        continue;
      }
      const { taskId, addedInRound } = committed;
      // Before the import is over: who goes on behind a process that died in between tells of it once more.
      if (addedInRound > 0) await dependencies.onEnd?.({ orgId, leased, taskId, added: addedInRound });
      await ask(() => finishImport(orgId, db, leased, null));
      if (isTable) await ask(() => deleteStaged(db, leased.id));
      return 'done';
    }
    await ask(() => releaseImport(orgId, db, leased, null));
    return 'stopped';
  } catch (error) {
    return await endedBy(dependencies, orgId, { ...leased, tries }, error);
  } finally {
    clearInterval(heartbeat);
  }
}

const ask = <T>(work: () => Promise<T>): Promise<T> => withinDatabaseDeadline(work, 15_000);

function keepLease(renew: () => Promise<boolean>, lost: AbortController): NodeJS.Timeout {
  return setInterval(() => {
    // Out of reach for the moment: what is written next finds out whether the lease still is ours.
    void renew().then(
      (ours) => ours || lost.abort(new LeaseLostError()),
      () => {},
    );
  }, RENEW_MS);
}

async function readPage(
  dependencies: ImportDependencies,
  orgId: OrgId,
  leased: LeasedImport,
  page: number,
  gone: AbortSignal,
): Promise<ReadPage> {
  gone.throwIfAborted();
  const { jobGroupId, startedBy } = leased;
  if (jobGroupId === null) return readTablePage(dependencies.db, leased.id, page);
  const { items, totalCount } = await dependencies.outboundbot.listJobsByGroup(
    jobGroupId,
    { page, pageSize: PAGE_SIZE },
    { caller: { orgId, actorId: startedBy, class: 'background', gone }, ...deadlineIn(PAGE_DEADLINE_MS) },
  );
  return { items: items.map((job) => ({ key: job.jobId, row: toRow(job) })), totalCount };
}

/** Rows of a table are there already: read on from a place, whatever has been taken out. */
async function readTablePage(db: Db, importId: string, page: number): Promise<ReadPage> {
  const leftOut = page === 1 ? await ask(() => leaveOutKnownJobs(db, importId)).catch(throwSlow) : 0;
  const from = (page - 1) * ROWS_A_REQUEST;
  const staged = await ask(() => readStaged(db, importId, from + 1, from + ROWS_A_REQUEST));
  const items = staged.map((one) => ({ key: `row ${one.place}`, row: toNewRow(importId, one) }));
  return { items, totalCount: null, leftOut };
}

/** It takes the longest of all that is asked for a table; where the database is away, what is written next says so. */
class SlowSearchError extends Error {
  override readonly name = 'SlowSearchError';
}

function throwSlow(error: unknown): never {
  throw isDatabaseUnavailable(error)
    ? new SlowSearchError('no answer in time', { cause: error })
    : (error as Error);
}

/** By its places: rows may have been left out and not counted, or be gone. */
const isTableAtEnd = ({ nextPage, total }: Committed) => (nextPage - 1) * ROWS_A_REQUEST >= (total ?? 0);

const isAllRead = ({ readJobs, total }: Committed) => total !== null && readJobs >= total;

/** The first page has nothing new, and there are no more jobs than are known: a round of one call. */
const isNothingNew = ({ nextPage, added, knownJobs, total }: Committed) =>
  nextPage === 2 && added === 0 && total !== null && knownJobs >= total;

/** Jobs that the provider counts and no page has shown. */
const missesSome = ({ knownJobs, refusedInRound, total }: Committed) =>
  total !== null && knownJobs + refusedInRound < total;

async function endedBy(
  { db, onUnexpected }: ImportDependencies,
  orgId: OrgId,
  leased: LeasedImport,
  error: unknown,
): Promise<ImportEnd> {
  const wait = async (
    ms: number,
    reason: 'throttled' | 'provider' | 'turn' | 'slow',
    code: string | null,
    tries: number,
  ) => {
    await ask(() => releaseImport(orgId, db, leased, { ms, reason, code, tries }));
    return 'waiting' as const;
  };
  const fail = async (code: string, message: string) => {
    await ask(() => finishImport(orgId, db, leased, { code, message }));
    return 'failed' as const;
  };
  const { tries } = leased;
  if (error instanceof LeaseLostError) return 'lost';
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
  if (isLockTimeout(error) || isRolledBack(error)) return wait(ROWS_LOCKED_MS, 'turn', null, tries);
  if (isDatabaseUnavailable(error) || isDatabaseBusy(error)) throw error;
  if (error instanceof TaskGoneError) return fail('TaskGone', 'the task is not there any more');
  if (error instanceof NotInsertedError || refusalOf(error)) {
    return fail('UnfitTable', 'the tables of the installation take no new rows');
  }
  onUnexpected?.(error);
  return fail('Internal', 'something unexpected; the log tells more');
}
