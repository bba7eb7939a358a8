import { refreshQuery, selectedPage, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { refreshSelection } from '@/lib/services/refresh';

// ListJobs may take 15 s and the recordings 10 s more.
export const maxDuration = 60;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'jobs.refresh',
    rateLimit: 'refresh',
    params: taskParams,
    query: refreshQuery,
    handler: ({ actor, params: { taskId }, query, providerRequest }) => {
      const { selection, ...page } = selectedPage(taskId, { ...query, tab: 'jobs' });
      return refreshSelection(
        actor,
        { ...page, selection: { ...selection, scope: taskId } },
        providerRequest,
      );
    },
  }),
});
