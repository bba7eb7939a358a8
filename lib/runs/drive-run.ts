import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isLockTimeout, isRolledBack } from '@/lib/db/errors';
import { keepFailedBatch, refreshBatch } from '@/lib/jobs/refresh/refresh-batch';
import type { RefreshDependencies } from '@/lib/jobs/refresh/refresh-steps';
import { CallerGoneError, NoTurnError, ProviderError } from '@/lib/outboundbot/types';
import { LeaseLostError, RENEW_MS } from '@/lib/queue/lease';
import { isPassing } from '@/lib/queue/passing';
import type { DbId } from '@/lib/values/db-id';

import { batchOwner } from './batch-owner';
import { DriveBlock } from './drive-block';
import { fatalOf } from './drive-failures';
import {
  enterBatch,
  finishRun,
  type LeasedRun,
  planBatches,
  type PlannedBatch,
  releaseLease,
  renewLease,
  restRun,
  unfinishedBatches,
} from './drive-repository';
import { PlanTooSlowError, planInTime, unlessAborted } from './plan-in-time';
import { noteSampled } from './schedule/final-samples';
import { planAgain, planScheduled } from './schedule/plan-scheduled';

/** Batches of one run under way at once. */
const ABREAST = 8;
/** Batches that are planned ahead in one go. */
const PLANNED_AT_ONCE = 4 * ABREAST;
/** What a plan of the usual time did not find; what takes longer would take as long again. */
const PLAN_MS = 10 * 60_000;
/** Pauses after the provider failed, before the batch counts as failed. */
const PAUSES_MS = [1_000, 3_000, 10_000, 20_000];
/** So many failed batches in a row and none answered: asking on is of no use. */
const MOST_FAILED_IN_A_ROW = 10;
/** A schedule asks on after so long. */
const FAILED_REST_MS = 5 * 60_000;

export type DriveDependencies = RefreshDependencies & {
  /** Told after each commit, with the rows that it changed. */
  onCommitted?: (commit: { orgId: OrgId; taskId: DbId; updated: number }) => void;
  /** For plans that take long, that nothing waits for their connection. */
  background?: Db;
  /** How long a plan may take, in ms: at first, and where that was too short. */
  planMs?: { usual: number; most: number };
  /** Told of what ended a run and nobody expected; the run itself says only that something did. */
  onUnexpected?: (error: unknown) => void;
};

/** How the driving ended for this process; 'resting': a schedule's day goes on when something is due. */
export type DriveEnd = 'done' | 'failed' | 'stopped' | 'lost' | 'resting';

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
  private readonly block = new DriveBlock(this.halt.signal, () => void this.renew());
  private failedInARow = 0;
  private fatal: { code: string; message: string } | null = null;
  private failure: Error | null = null;
  private isLost = false;
  /** Of a schedule: until when nothing is to be done. */
  private rest: Date | 'over' | null = null;
  private skipRecording: boolean;

  constructor(
    private readonly dependencies: DriveDependencies,
    private readonly orgId: OrgId,
    private readonly leased: LeasedRun,
    private readonly stop: AbortSignal,
  ) {
    this.skipRecording = leased.skipRecording;
  }

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
        // A schedule plans by what its last batches have told.
        if (this.isSchedule) await Promise.all(this.underWay);
        if (this.halt.signal.aborted) return;
        this.queue.push(...(await unlessAborted(this.halt.signal, this.plan(), [])));
      }
      const batch = this.queue.shift();
      if (!batch) return;
      await this.block.over();
      if (this.halt.signal.aborted) return;
      const working = this.refresh(batch)
        .catch((error: unknown) => this.lose(error))
        .finally(() => this.underWay.delete(working));
      this.underWay.add(working);
      if (this.underWay.size >= abreast) await Promise.race(this.underWay);
      if (this.leased.pauseMs > 0) await this.block.pause(this.leased.pauseMs);
    }
  }

  private async plan(): Promise<PlannedBatch[]> {
    const { db } = this.dependencies;
    const plan = { batches: PLANNED_AT_ONCE };
    if (!this.isSchedule) {
      const { background = db, planMs = { usual: undefined, most: PLAN_MS } } = this.dependencies;
      return planInTime((ofDb) => planBatches(this.orgId, ofDb, this.leased, plan), {
        ...{ db, background, planMs },
      });
    }
    const begunAt = new Date(this.leased.createdAt);
    const planned = await this.ask(() => planScheduled(this.orgId, db, this.leased, { ...plan, begunAt }));
    if ('batches' in planned) {
      this.skipRecording = planned.skipRecording;
      return planned.batches;
    }
    this.rest = 'rest' in planned ? planned.rest : 'over';
    return [];
  }

  /** One batch to its end: written, failed, or left for whoever goes on. */
  private async refresh(batch: PlannedBatch): Promise<void> {
    const startedAt = new Date();
    for (let asked = 0, tried = 0; ; asked += 1) {
      await this.block.over();
      // Whoever goes on asks for it again.
      if (this.halt.signal.aborted && asked > 0) return;
      try {
        const receipt = await refreshBatch(
          this.dependencies,
          batchOwner(this.orgId, this.leased),
          this.batchOf(batch),
          {
            gone: this.gone.signal,
            alongside: async (tx, written) => {
              await enterBatch(this.orgId, tx, this.leased, batch, written);
              if (batch.cause === 'sample') await noteSampled(this.orgId, tx, this.leased.id, written);
            },
          },
        );
        this.block.clear();
        this.failedInARow = 0;
        const updated = receipt.rows.filter(({ verdict }) => verdict === 'updated').length;
        this.dependencies.onCommitted?.({ orgId: this.orgId, taskId: this.leased.taskId, updated });
        const { rowIds } = batch;
        if (this.isSchedule && rowIds) {
          const { db } = this.dependencies;
          await this.ask(() => planAgain(this.orgId, db, this.leased.taskId, rowIds));
        }
        return;
      } catch (error) {
        if (error instanceof CallerGoneError) return;
        if (error instanceof NoTurnError) {
          this.block.for(error.retryAfterSeconds * 1000, 'turn', null);
        } else if (error instanceof ProviderError && error.kind === 'throttled') {
          this.block.throttled(error);
        } else if (error instanceof ProviderError) {
          const pauseMs = error.retryable || error.code === 'DeadlineExceeded' ? PAUSES_MS[tried] : undefined;
          tried += 1;
          if (pauseMs === undefined) return this.fail(batch, error, startedAt);
          this.block.for(pauseMs, 'provider', error.code);
        } else if (isLockTimeout(error) || isRolledBack(error)) {
          // Another program holds the rows: the answer is asked for anew, so that it is not an old one.
          this.block.for(1_000, 'turn', null);
        } else {
          throw error;
        }
      }
    }
  }

  private async fail(batch: PlannedBatch, failure: ProviderError, startedAt: Date): Promise<void> {
    this.failedInARow += 1;
    await keepFailedBatch(this.dependencies, batchOwner(this.orgId, this.leased), this.batchOf(batch), {
      failure,
      startedAt,
      alongside: (tx, receipt) => enterBatch(this.orgId, tx, this.leased, batch, receipt),
    });
    if (this.failedInARow < MOST_FAILED_IN_A_ROW) return;
    if (this.isSchedule) {
      this.rest = new Date(Date.now() + FAILED_REST_MS);
      this.halt.abort();
      return;
    }
    this.fatal = { code: failure.code, message: failure.message };
    this.halt.abort();
  }

  private async renew(): Promise<void> {
    try {
      const state = await this.ask(() =>
        renewLease(this.orgId, this.dependencies.db, this.leased, this.block.waiting),
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
      if (!(this.failure instanceof PlanTooSlowError)) this.dependencies.onUnexpected?.(this.failure);
    }
    const { db } = this.dependencies;
    const { rest } = this;
    if (rest !== null && this.fatal === null) {
      await this.ask(() => restRun(this.orgId, db, this.leased, rest));
      return rest === 'over' ? 'done' : 'resting';
    }
    const over = this.fatal !== null || !this.halt.signal.aborted;
    if (over) await this.ask(() => finishRun(this.orgId, db, this.leased, this.fatal));
    else await this.ask(() => releaseLease(this.orgId, db, this.leased));
    return this.fatal ? 'failed' : over ? 'done' : 'stopped';
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return withinDatabaseDeadline(work);
  }

  private get isSchedule(): boolean {
    return this.leased.via === 'schedule';
  }

  private batchOf({ number, fromRowId, toRowId, rowIds, cause }: PlannedBatch) {
    const { id, taskId } = this.leased;
    // A sample asks whether jobs have changed; their recordings are not looked up for that.
    const skipRecording = this.skipRecording || cause === 'sample';
    return { runId: id, taskId, number, fromRowId, toRowId, rowIds, skipRecording };
  }
}
