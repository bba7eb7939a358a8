import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';

/** Between two looks when there was nothing to do. */
const IDLE_MS = 1_000;
const UNFIT_MS = 60_000;
/** After a step it rests this many times as long as that took: others use the database too. */
const REST_FACTOR = 1;

/** What a step of a keeper did; `idle`: there is nothing to do now. */
export type Step = 'filled' | 'worked' | 'idle' | 'unfit' | 'elsewhere';

/** One program at a time does `work`, in a transaction: the lock ends with it, however it ends. */
export async function takeTurns(db: Db, name: string, work: (tx: Tx) => Promise<Step>): Promise<Step> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ free: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`,
    );
    return lock?.free ? work(tx) : 'elsewhere';
  });
}

/** Steps on until `signal`; what fails is told once and tried again later. */
export async function keepOn(
  step: () => Promise<Step>,
  { signal, onError }: { signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  let failed = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    let rest: number;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one step after another
      const did = await step();
      failed = 0;
      const took = performance.now() - startedAt;
      rest =
        did === 'unfit' ? UNFIT_MS : did === 'idle' || did === 'elsewhere' ? IDLE_MS : took * REST_FACTOR;
    } catch (error) {
      if (failed === 0) onError(error);
      failed += 1;
      rest = Math.min(UNFIT_MS, IDLE_MS * 2 ** failed);
    }
    // oxlint-disable-next-line no-await-in-loop -- the pause between two steps
    await sleep(rest, undefined, { signal, ref: false }).catch(() => {});
  }
}
