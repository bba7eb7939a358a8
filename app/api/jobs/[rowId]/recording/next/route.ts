import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { nextRecording } from '@/lib/services/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    handler: ({ actor, params }) => nextRecording(actor.orgId, params.rowId),
  }),
});
