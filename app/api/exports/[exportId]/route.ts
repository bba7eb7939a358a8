import { exportParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { answerExport } from '@/lib/services/export-contract';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'exports.read',
    params: exportParams,
    handler: ({ actor, params }) => answerExport(actor, params.exportId),
  }),
});
