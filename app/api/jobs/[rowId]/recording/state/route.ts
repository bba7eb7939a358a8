import { callQuery, rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { stateOfRecording } from '@/lib/services/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    query: callQuery,
    handler: ({ actor, params, query, providerRequest }) =>
      stateOfRecording({ actor, rowId: params.rowId, callId: query.call, providerRequest }),
  }),
});
