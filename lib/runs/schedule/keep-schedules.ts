import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import { systemActor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

import { beginDays } from './schedule-repository';

const LOOK_MS = 5_000;

/** Begins each day's run of the tasks that are kept true, until `stop` aborts. Every worker may: each begins one once. */
export async function keepSchedules(
  db: Db,
  {
    signal,
    onError,
    lookMs = LOOK_MS,
  }: { signal: AbortSignal; onError: (error: unknown) => void; lookMs?: number },
): Promise<void> {
  // No organization's: only who asks is read of it.
  const nobody = systemActor('');
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- one look after another
    await withinDatabaseDeadline(() => beginDays(db, nobody)).catch(onError);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await sleep(lookMs, undefined, { signal }).catch(() => {});
  }
}
