import { forOrg, orgRoute } from '@/lib/http/org-route';
import { refreshPage } from '@/lib/services/refresh';
import { refreshInputSchema } from '@/lib/jobs/refresh/refresh-input';

// ListJobs may take 15 s and the recordings 10 s more.
export const maxDuration = 60;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'jobs.refresh',
    rateLimit: 'refresh',
    input: refreshInputSchema,
    handler: ({ actor, input, providerRequest }) => refreshPage(actor, input, providerRequest),
  }),
});
