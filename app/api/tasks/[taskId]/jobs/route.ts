import { jobsQuery, selectedPage, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: jobsQuery,
    handler: ({ actor, params, query }) => listJobs(actor, selectedPage(params.taskId, query)),
  }),
});
