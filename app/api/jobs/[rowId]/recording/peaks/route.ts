import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { callQuery, peaksOfRecording } from '@/lib/http/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    query: callQuery,
    handler: ({ actor, params, query, request, providerRequest }) =>
      peaksOfRecording({ actor, rowId: params.rowId, callId: query.call, providerRequest }, request),
  }),
});
