import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import { workOnLeases } from '@/lib/queue/work-on-leases';

import { type LeasedRun, takeRun } from './drive-repository';
import { driveRun, type DriveDependencies, type DriveEnd } from './drive-run';

/** Runs that one process drives at once; the others wait, or another process takes them. */
const RUNS_AT_ONCE = 6;
/** Of these so many schedules: what people ask for finds a place. */
const SCHEDULES_AT_ONCE = 3;

export type RunWorkerDependencies = DriveDependencies & {
  /** The organization that a run's row names. */
  orgOf: (organizationId: string) => OrgId;
  onEnd?: (run: LeasedRun, end: DriveEnd) => void;
  onError?: (error: unknown, run: LeasedRun | null) => void;
};

/**
 * Takes runs that nobody drives and drives them, several at once, until `stop` aborts. Ends when the batches that were
 * under way then are written, and every lease is given back.
 */
export function startRunWorker(
  dependencies: RunWorkerDependencies,
  stop: AbortSignal,
): ReturnType<typeof workOnLeases> {
  const { db, orgOf, onEnd, onError } = dependencies;
  let schedules = 0;
  return workOnLeases<LeasedRun>(
    {
      atOnce: RUNS_AT_ONCE,
      take: (owner) => takeRun(db, owner, { withSchedules: schedules < SCHEDULES_AT_ONCE }),
      work: async (run) => {
        const isSchedule = run.via === 'schedule';
        if (isSchedule) schedules += 1;
        try {
          const end = await driveRun(dependencies, orgOf(run.organizationId), run, stop);
          onEnd?.(run, end);
        } finally {
          if (isSchedule) schedules -= 1;
        }
      },
      onError: (error, run) => onError?.(error, run),
    },
    stop,
  );
}
