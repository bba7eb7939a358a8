import { facetsQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { toSelection } from '@/lib/jobs/selection';
import { getRunPreview } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: taskParams,
    query: facetsQuery,
    handler: ({ actor, params, query }) =>
      getRunPreview(actor, params.taskId, toSelection(params.taskId, query)),
  }),
});
