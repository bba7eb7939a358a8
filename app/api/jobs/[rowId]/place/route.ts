import { rowParams, withinQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getJobPlace } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: rowParams,
    query: withinQuery,
    handler: ({ actor, params, query }) => getJobPlace(actor, params.rowId, query),
  }),
});
