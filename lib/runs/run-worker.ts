import 'server-only';

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgId } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

import { type LeasedRun, takeRun } from './drive-repository';
import { driveRun, type DriveDependencies, type DriveEnd } from './drive-run';

/** Runs that one process drives at once; the others wait, or another process takes them. */
const RUNS_AT_ONCE = 6;
/** Of these so many schedules: what people ask for finds a place. */
const SCHEDULES_AT_ONCE = 3;
/** How often a free place looks for a run that nobody drives. With a lease of 6 s a dead process's run goes on within 8 s. */
const LOOK_MS = 1_000;

export type RunWorkerDependencies = DriveDependencies & {
  /** The organization that a run's row names. */
  orgOf: (organizationId: string) => OrgId;
  onEnd?: (run: LeasedRun, end: DriveEnd) => void;
  onError?: (error: unknown, run: LeasedRun | null) => void;
};

/**
 * Takes runs that nobody drives and drives them, several at once, until `stop` aborts. Resolves when the batches that
 * were under way then are written, and every lease is given back.
 *
 * @returns `knock`, with which somebody who has just begun a run spares it the wait for the next look
 */
export function startRunWorker(
  dependencies: RunWorkerDependencies,
  stop: AbortSignal,
): { ended: Promise<void>; knock: () => void } {
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const driving = new Set<Promise<void>>();
  let schedules = 0;
  let wake = new AbortController();

  const rest = async () => {
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([stop, wake.signal]) }).catch(() => {});
    if (wake.signal.aborted) wake = new AbortController();
  };

  const drive = (run: LeasedRun) => {
    const isSchedule = run.via === 'schedule';
    if (isSchedule) schedules += 1;
    const driven = driveRun(dependencies, dependencies.orgOf(run.organizationId), run, stop)
      .then((end) => dependencies.onEnd?.(run, end))
      .catch((error: unknown) => dependencies.onError?.(error, run))
      .finally(() => {
        driving.delete(driven);
        if (isSchedule) schedules -= 1;
        wake.abort();
      });
    driving.add(driven);
  };

  const look = async () => {
    while (!stop.aborted) {
      const run =
        driving.size < RUNS_AT_ONCE
          ? await withinDatabaseDeadline(() =>
              takeRun(dependencies.db, owner, { withSchedules: schedules < SCHEDULES_AT_ONCE }),
            ).catch((error: unknown) => {
              dependencies.onError?.(error, null);
              return null;
            })
          : null;
      if (run) drive(run);
      else await rest();
    }
    await Promise.all(driving);
  };
  return { ended: look(), knock: () => wake.abort() };
}
