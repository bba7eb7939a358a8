import { exportParams } from '@/lib/http/address';
import { clientAddress } from '@/lib/http/client-address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { describeFile, exportFile } from '@/lib/services/exports';

const spec = { permission: 'exports.read', params: exportParams } as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    ...spec,
    handler: ({ actor, params, request }) =>
      exportFile(actor, params.exportId, clientAddress(request.headers)),
  }),
  HEAD: forOrg({ ...spec, handler: ({ actor, params }) => describeFile(actor, params.exportId) }),
});
