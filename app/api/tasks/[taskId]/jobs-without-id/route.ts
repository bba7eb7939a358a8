import { pageQuery, selectedPage, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { DEFAULT_SORT } from '@/lib/jobs/selection-input';
import { listJobs } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: pageQuery,
    handler: ({ actor, params, query }) =>
      listJobs(actor, selectedPage(params.taskId, { ...query, tab: 'without-id', sort: DEFAULT_SORT })),
  }),
});
