import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import { workOnLeases } from '@/lib/queue/work-on-leases';

import { driveExport, type ExportDependencies, type ExportEnd } from './drive-export';
import { type LeasedExport, takeExport } from './drive-repository';

/** Files that one process writes at once: everybody else's pages come first. */
const AT_ONCE = 2;

export type ExportWorkerDependencies = ExportDependencies & {
  /** The organization that an export's row names. */
  orgOf: (organizationId: string) => OrgId;
  onEnd?: (leased: LeasedExport, end: ExportEnd) => void;
  onError?: (error: unknown, leased: LeasedExport | null) => void;
};

/** Takes exports that nobody writes and writes them, until `stop` aborts. Resolves when every lease is given back. */
export function workOnExports(dependencies: ExportWorkerDependencies, stop: AbortSignal): Promise<void> {
  const { db, orgOf, onEnd, onError } = dependencies;
  return workOnLeases<LeasedExport>(
    {
      atOnce: AT_ONCE,
      take: (owner) => takeExport(db, owner),
      work: async (leased) => {
        const end = await driveExport(dependencies, orgOf(leased.organizationId), leased, stop);
        onEnd?.(leased, end);
      },
      onError: (error, leased) => onError?.(error, leased),
    },
    stop,
  ).ended;
}
