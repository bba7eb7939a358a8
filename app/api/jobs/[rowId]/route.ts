import { rowParams, withinQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getJob } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: rowParams,
    query: withinQuery,
    handler: ({ actor, params, query }) => getJob(actor, params.rowId, query),
  }),
});
