import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { numberAccess } from '@/lib/services/numbers';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'numbers.request',
    params: rowParams,
    handler: ({ actor, params }) => numberAccess(actor, params.rowId),
  }),
});
