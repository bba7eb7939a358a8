import { pageQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listJobsWithoutId } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: pageQuery,
    handler: ({ actor, params, query }) =>
      listJobsWithoutId(actor, { taskId: params.taskId, page: query.page, pageSize: query.size }),
  }),
});
