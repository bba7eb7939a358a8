import type { OrgId } from '@/lib/auth/actor';
import type { BatchOwner } from '@/lib/jobs/refresh/refresh-batch';

import type { LeasedRun } from './drive-repository';

/** In whose name a run's receipts and changes stand: a schedule's in nobody's. */
export function batchOwner(orgId: OrgId, { startedBy, startedByName, via }: LeasedRun): BatchOwner {
  return {
    orgId,
    userId: startedBy,
    userName: startedByName,
    via: via === 'token' ? 'token' : via === 'schedule' ? 'system' : 'session',
  };
}
