import { facetsQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { toSelection } from '@/lib/jobs/selection';
import { walkJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: facetsQuery,
    handler: ({ actor, params, query }) => walkJobs(actor, toSelection(params.taskId, query)),
  }),
});
