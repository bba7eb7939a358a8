import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getCalls } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: rowParams,
    handler: ({ actor, params, providerRequest }) => getCalls(actor, params.rowId, providerRequest),
  }),
});
