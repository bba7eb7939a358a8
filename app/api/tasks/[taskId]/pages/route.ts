import { stripQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getPageStrip } from '@/lib/services/page-strip';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: stripQuery,
    handler: ({ actor, params, query }) => getPageStrip(actor, params.taskId, query.size),
  }),
});
