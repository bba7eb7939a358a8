import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import { workOnLeases } from '@/lib/queue/work-on-leases';

import { driveMatching, type MatchDependencies, type MatchEnd } from './drive-matching';
import { type LeasedMatching, takeMatching } from './drive-repository';

/** Searches that one process drives at once: they are background work, and share the account with everybody. */
const SEARCHES_AT_ONCE = 2;

export type MatchWorkerDependencies = MatchDependencies & {
  /** The organization that a search's row names. */
  orgOf: (organizationId: string) => OrgId;
  onEnd?: (leased: LeasedMatching, end: MatchEnd) => void;
  onError?: (error: unknown, leased: LeasedMatching | null) => void;
};

/** Takes searches that nobody drives and drives them until `stop` aborts; resolves when every lease is given back. */
export function workOnMatchings(dependencies: MatchWorkerDependencies, stop: AbortSignal): Promise<void> {
  const { db, orgOf, onEnd, onError } = dependencies;
  return workOnLeases<LeasedMatching>(
    {
      atOnce: SEARCHES_AT_ONCE,
      take: (owner) => takeMatching(db, owner),
      work: async (leased) => {
        const end = await driveMatching(dependencies, orgOf(leased.organizationId), leased, stop);
        onEnd?.(leased, end);
      },
      onError: (error, leased) => onError?.(error, leased),
    },
    stop,
  ).ended;
}
