import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { callQuery, stateOfRecording } from '@/lib/http/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    query: callQuery,
    handler: ({ actor, params, query, providerRequest }) =>
      stateOfRecording({ actor, rowId: params.rowId, callId: query.call, providerRequest }),
  }),
});
