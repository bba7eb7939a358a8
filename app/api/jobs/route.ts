import { jobsQuery, selectedPage } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    query: jobsQuery,
    handler: ({ actor, query }) => listJobs(actor, selectedPage('all-tasks', query)),
  }),
});
