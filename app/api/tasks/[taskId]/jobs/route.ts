import { pageQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: pageQuery,
    handler: ({ actor, params, query }) =>
      listJobs(actor, { taskId: params.taskId, page: query.page, pageSize: query.size }),
  }),
});
