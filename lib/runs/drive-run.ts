import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgId } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isDatabaseBusy, isDatabaseUnavailable, isLockTimeout, isRolledBack } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import { type BatchOwner, keepFailedBatch, refreshBatch } from '@/lib/jobs/refresh/refresh-batch';
import type { RefreshDependencies } from '@/lib/jobs/refresh/refresh-page';
import { CallerGoneError, NoTurnError, ProviderError } from '@/lib/outboundbot/types';

import {
  enterBatch,
  finishRun,
  type LeasedRun,
  LeaseLostError,
  planBatches,
  type PlannedBatch,
  releaseLease,
  renewLease,
  unfinishedBatches,
} from './drive-repository';
import type { RunWaiting } from './schemas';

/** Batches of one run under way at once. */
const ABREAST = 8;
/** Batches that are planned ahead in one go. */
const PLANNED_AT_ONCE = 4 * ABREAST;
const RENEW_MS = 2_000;
/** Pauses after the provider failed, before the batch counts as failed. */
const PAUSES_MS = [1_000, 3_000, 10_000, 20_000];
/** A throttled provider is waited for without end: at least so long, the longer the more often, at most a minute. */
const THROTTLED_MS = { least: 1_000, most: 60_000 };
/** So many failed batches in a row and none answered: asking on is of no use. */
const MOST_FAILED_IN_A_ROW = 10;

export type DriveDependencies = RefreshDependencies & {
  /** Told after each commit, with the rows that it changed. */
  onCommitted?: (commit: { orgId: OrgId; taskId: number; updated: number }) => void;
  /** Told of what ended a run and nobody expected; the run itself says only that something did. */
  onUnexpected?: (error: unknown) => void;
};

/** How the driving ended for this process. */
export type DriveEnd = 'done' | 'failed' | 'stopped' | 'lost';

/**
 * Drives a run of which this process holds the lease, batch by batch, until it is over, somebody pauses or cancels it,
 * `stop` aborts (what is under way is finished first), or the lease is lost. Each batch commits its rows, its receipt and
 * the run's counts together, and only while the fence is ours.
 *
 * @throws what the database says when it is out of reach; the lease then lapses, and any process goes on
 */
export async function driveRun(
  dependencies: DriveDependencies,
  orgId: OrgId,
  run: LeasedRun,
  stop: AbortSignal,
): Promise<DriveEnd> {
  return new Drive(dependencies, orgId, run, stop).run();
}

class Drive {
  private readonly queue: PlannedBatch[] = [];
  private readonly underWay = new Set<Promise<void>>();
  /** Nothing new is begun; what is under way is finished. */
  private readonly halt = new AbortController();
  /** What is under way is of no use any more. */
  private readonly gone = new AbortController();
  private waiting: RunWaiting | null = null;
  private blockedUntil = 0;
  private throttledInARow = 0;
  private failedInARow = 0;
  private fatal: { code: string; message: string } | null = null;
  private failure: Error | null = null;
  private isLost = false;

  constructor(
    private readonly dependencies: DriveDependencies,
    private readonly orgId: OrgId,
    private readonly leased: LeasedRun,
    private readonly stop: AbortSignal,
  ) {}

  async run(): Promise<DriveEnd> {
    const halt = () => this.halt.abort();
    if (this.stop.aborted) halt();
    this.stop.addEventListener('abort', halt, { once: true });
    const heartbeat = setInterval(() => void this.renew(), RENEW_MS);
    try {
      this.queue.push(
        ...(await this.ask(() => unfinishedBatches(this.orgId, this.dependencies.db, this.leased))),
      );
      await this.dispatch();
      await Promise.all(this.underWay);
      return await this.end();
    } catch (error) {
      this.lose(error);
      await Promise.allSettled(this.underWay);
      return await this.end();
    } finally {
      clearInterval(heartbeat);
      this.stop.removeEventListener('abort', halt);
    }
  }

  private async dispatch(): Promise<void> {
    const abreast = this.leased.pauseMs > 0 ? 1 : ABREAST;
    while (!this.halt.signal.aborted) {
      if (this.queue.length === 0) {
        this.queue.push(
          ...(await this.ask(() =>
            planBatches(this.orgId, this.dependencies.db, this.leased, { batches: PLANNED_AT_ONCE }),
          )),
        );
      }
      const batch = this.queue.shift();
      if (!batch) return;
      await this.untilUnblocked();
      if (this.halt.signal.aborted) return;
      const working = this.refresh(batch)
        .catch((error: unknown) => this.lose(error))
        .finally(() => this.underWay.delete(working));
      this.underWay.add(working);
      if (this.underWay.size >= abreast) await Promise.race(this.underWay);
      if (this.leased.pauseMs > 0) await this.pause(this.leased.pauseMs);
    }
  }

  /** One batch to its end: written, failed, or left for whoever goes on. */
  private async refresh(batch: PlannedBatch): Promise<void> {
    const startedAt = new Date();
    for (let asked = 0, tried = 0; ; asked += 1) {
      await this.untilUnblocked();
      // Whoever goes on asks for it again.
      if (this.halt.signal.aborted && asked > 0) return;
      try {
        const receipt = await refreshBatch(this.dependencies, this.owner, this.batchOf(batch), {
          gone: this.gone.signal,
          alongside: (tx, written) => enterBatch(this.orgId, tx, this.leased, batch, written),
        });
        this.waiting = null;
        this.throttledInARow = 0;
        this.failedInARow = 0;
        const updated = receipt.rows.filter(({ verdict }) => verdict === 'updated').length;
        this.dependencies.onCommitted?.({ orgId: this.orgId, taskId: this.leased.taskId, updated });
        return;
      } catch (error) {
        if (error instanceof CallerGoneError) return;
        if (error instanceof NoTurnError) {
          this.block('turn', null, error.retryAfterSeconds * 1000);
        } else if (error instanceof ProviderError && error.kind === 'throttled') {
          this.throttled(error);
        } else if (error instanceof ProviderError) {
          const pauseMs = error.retryable || error.code === 'DeadlineExceeded' ? PAUSES_MS[tried] : undefined;
          tried += 1;
          if (pauseMs === undefined) return this.fail(batch, error, startedAt);
          this.block('provider', error.code, pauseMs);
        } else if (isLockTimeout(error) || isRolledBack(error)) {
          // Another program holds the rows: the answer is asked for anew, so that it is not an old one.
          this.block('turn', null, 1_000);
        } else {
          throw error;
        }
      }
    }
  }

  private async fail(batch: PlannedBatch, failure: ProviderError, startedAt: Date): Promise<void> {
    this.failedInARow += 1;
    await keepFailedBatch(this.dependencies, this.owner, this.batchOf(batch), {
      failure,
      startedAt,
      alongside: (tx, receipt) => enterBatch(this.orgId, tx, this.leased, batch, receipt),
    });
    if (this.failedInARow < MOST_FAILED_IN_A_ROW) return;
    this.fatal = { code: failure.code, message: failure.message };
    this.halt.abort();
  }

  private throttled(error: ProviderError): void {
    // The batches that were under way when the storm began tell of the same one.
    if (Date.now() >= this.blockedUntil) this.throttledInARow += 1;
    const { least, most } = THROTTLED_MS;
    const growing = Math.min(most, least * 2 ** Math.min(10, this.throttledInARow - 1));
    this.block('throttled', error.code, Math.max(error.retryAfterMs ?? 0, growing));
  }

  private block(reason: RunWaiting['reason'], code: string | null, ms: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, Date.now() + ms);
    this.waiting = { reason, code, until: new Date(this.blockedUntil).toISOString() };
    void this.renew();
  }

  private async untilUnblocked(): Promise<void> {
    for (;;) {
      const ms = this.blockedUntil - Date.now();
      if (ms <= 0 || this.halt.signal.aborted) return;
      await this.pause(ms);
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.halt.signal }).catch(() => {});
  }

  private async renew(): Promise<void> {
    try {
      const state = await this.ask(() =>
        renewLease(this.orgId, this.dependencies.db, this.leased, this.waiting),
      );
      if (state === null) this.lose(new LeaseLostError());
      else if (state !== 'running') this.halt.abort();
    } catch {
      // Out of reach for the moment: what is written next finds out whether the lease still is ours.
    }
  }

  private lose(error: unknown): void {
    if (error instanceof LeaseLostError) this.isLost = true;
    else this.failure ??= error instanceof Error ? error : new Error(String(error));
    this.halt.abort();
    this.gone.abort();
  }

  private async end(): Promise<DriveEnd> {
    if (this.isLost) return 'lost';
    if (this.failure) {
      // The database may come back: whoever takes the run then goes on where it stopped.
      if (isPassing(this.failure)) throw this.failure;
      this.fatal = fatalOf(this.failure);
      this.dependencies.onUnexpected?.(this.failure);
    }
    const over = this.fatal !== null || !this.halt.signal.aborted;
    const { db } = this.dependencies;
    if (over) await this.ask(() => finishRun(this.orgId, db, this.leased, this.fatal));
    else await this.ask(() => releaseLease(this.orgId, db, this.leased));
    return this.fatal ? 'failed' : over ? 'done' : 'stopped';
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return withinDatabaseDeadline(work);
  }

  private get owner(): BatchOwner {
    const { startedBy, startedByName, via } = this.leased;
    return {
      orgId: this.orgId,
      userId: startedBy,
      userName: startedByName,
      via: via === 'token' ? 'token' : 'session',
    };
  }

  private batchOf({ number, fromRowId, toRowId }: PlannedBatch) {
    const { id, taskId, skipRecording } = this.leased;
    return { runId: id, taskId, number, fromRowId, toRowId, skipRecording };
  }
}

/** Whether it is the database's state of the moment and not the run's. */
function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'database_unavailable' || error.kind === 'busy';
  return isDatabaseUnavailable(error) || isDatabaseBusy(error);
}

function fatalOf(error: unknown): { code: string; message: string } {
  return error instanceof AppError && error.kind === 'not_found'
    ? { code: 'TaskGone', message: 'the task is not there any more' }
    : { code: 'Internal', message: 'something unexpected; the log tells more' };
}
