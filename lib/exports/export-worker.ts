import 'server-only';

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgId } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

import { driveExport, type ExportDependencies, type ExportEnd } from './drive-export';
import { type LeasedExport, takeExport } from './drive-repository';

/** Files that one process writes at once: everybody else's pages come first. */
const AT_ONCE = 2;
const LOOK_MS = 1_000;

export type ExportWorkerDependencies = ExportDependencies & {
  /** The organization that an export's row names. */
  orgOf: (organizationId: string) => OrgId;
  onEnd?: (leased: LeasedExport, end: ExportEnd) => void;
  onError?: (error: unknown, leased: LeasedExport | null) => void;
};

/** Takes exports that nobody writes and writes them, until `stop` aborts. Resolves when every lease is given back. */
export async function workOnExports(
  dependencies: ExportWorkerDependencies,
  stop: AbortSignal,
): Promise<void> {
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const writing = new Set<Promise<void>>();
  let wake = new AbortController();

  const write = (leased: LeasedExport) => {
    const written = driveExport(dependencies, dependencies.orgOf(leased.organizationId), leased, stop)
      .then((end) => dependencies.onEnd?.(leased, end))
      .catch((error: unknown) => dependencies.onError?.(error, leased))
      .finally(() => {
        writing.delete(written);
        wake.abort();
      });
    writing.add(written);
  };

  while (!stop.aborted) {
    const leased =
      writing.size < AT_ONCE
        ? await withinDatabaseDeadline(() => takeExport(dependencies.db, owner)).catch((error: unknown) => {
            dependencies.onError?.(error, null);
            return null;
          })
        : null;
    if (leased) {
      write(leased);
      continue;
    }
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([stop, wake.signal]) }).catch(() => {});
    if (wake.signal.aborted) wake = new AbortController();
  }
  await Promise.all(writing);
}
