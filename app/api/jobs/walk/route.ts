import { facetsQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { toSelection } from '@/lib/jobs/selection';
import { walkJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    query: facetsQuery,
    handler: ({ actor, query }) => walkJobs(actor, toSelection('all-tasks', query)),
  }),
});
