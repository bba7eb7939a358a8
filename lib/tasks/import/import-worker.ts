import 'server-only';

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgId } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

import { driveImport, type ImportDependencies, type ImportEnd } from './drive-import';
import { beginDueRounds, type LeasedImport, takeImport } from './drive-repository';

/** Imports that one process drives at once: they are background work, and share the account with everybody. */
const IMPORTS_AT_ONCE = 3;
/** How often a free place looks for an import that nobody drives. */
const LOOK_MS = 1_000;

export type ImportWorkerDependencies = ImportDependencies & {
  /** The organization that an import's row names. */
  orgOf: (organizationId: string) => OrgId;
  onRound?: (leased: LeasedImport, end: ImportEnd) => void;
  onError?: (error: unknown, leased: LeasedImport | null) => void;
};

/**
 * Takes imports that nobody drives, and those whose next round has come, and drives them, several at once, until `stop`
 * aborts. Resolves when the pages that were under way then are written, and every lease is given back.
 */
export async function workOnImports(
  dependencies: ImportWorkerDependencies,
  stop: AbortSignal,
): Promise<void> {
  const { db, orgOf, onRound, onError } = dependencies;
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const driving = new Set<Promise<void>>();
  const drive = (leased: LeasedImport) => {
    const driven = driveImport(dependencies, orgOf(leased.organizationId), leased, stop)
      .then((end) => onRound?.(leased, end))
      .catch((error: unknown) => onError?.(error, leased))
      .finally(() => driving.delete(driven));
    driving.add(driven);
  };
  const next = async () => {
    if (driving.size >= IMPORTS_AT_ONCE) return null;
    return withinDatabaseDeadline(async () => {
      await beginDueRounds(db);
      return takeImport(db, owner);
    });
  };
  while (!stop.aborted) {
    const leased = await next().catch((error: unknown) => {
      onError?.(error, null);
      return null;
    });
    if (leased) drive(leased);
    else await sleep(LOOK_MS, undefined, { signal: stop }).catch(() => {});
  }
  await Promise.all(driving);
}
