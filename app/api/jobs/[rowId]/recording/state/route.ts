import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { stateOfRecording } from '@/lib/http/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    handler: ({ actor, params, request }) => stateOfRecording(actor.orgId, params.rowId, request.signal),
  }),
});
