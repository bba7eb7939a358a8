import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import { workOnLeases } from '@/lib/queue/work-on-leases';

import { driveImport, type ImportDependencies, type ImportEnd } from './drive-import';
import { beginDueRounds, type LeasedImport, takeImport } from './drive-repository';

/** Imports that one process drives at once: they are background work, and share the account with everybody. */
const IMPORTS_AT_ONCE = 3;

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
export function workOnImports(dependencies: ImportWorkerDependencies, stop: AbortSignal): Promise<void> {
  const { db, orgOf, onRound, onError } = dependencies;
  return workOnLeases<LeasedImport>(
    {
      atOnce: IMPORTS_AT_ONCE,
      take: async (owner) => {
        await beginDueRounds(db);
        return takeImport(db, owner);
      },
      work: async (leased) => {
        const end = await driveImport(dependencies, orgOf(leased.organizationId), leased, stop);
        onRound?.(leased, end);
      },
      onError: (error, leased) => onError?.(error, leased),
    },
    stop,
  ).ended;
}
