import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { refreshJob } from '@/lib/services/refresh';

// ListJobs may take 15 s and the recording 10 s more.
export const maxDuration = 60;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'jobs.refresh',
    rateLimit: 'refresh',
    params: rowParams,
    handler: ({ actor, params, providerRequest }) => refreshJob(actor, params.rowId, providerRequest),
  }),
});
