import { rowParams, withinQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { nextRecording } from '@/lib/services/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    query: withinQuery,
    handler: ({ actor, params, query }) => nextRecording(actor, params.rowId, query),
  }),
});
