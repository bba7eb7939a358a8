import type { OwnLead } from '@/lib/jobs/owners/deeds';

import { workloadHref } from '../lists/workload-href';

/** The lead in the list that it is counted in: J and K go on from there. */
export function ownLeadHref({ rowId, part }: OwnLead): string {
  return `${workloadHref('me', part)}&job=${rowId}`;
}
