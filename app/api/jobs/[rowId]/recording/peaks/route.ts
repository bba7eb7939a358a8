import { callQuery, rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { revalidated } from '@/lib/http/revalidated';
import { peaksOfRecording } from '@/lib/services/recordings';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'recordings.play',
    params: rowParams,
    query: callQuery,
    handler: async ({ actor, params, query, request, providerRequest }) => {
      const asked = { actor, rowId: params.rowId, callId: query.call, providerRequest };
      const answer = await peaksOfRecording(asked);
      return answer.state === 'ready' ? revalidated(request, answer) : answer;
    },
  }),
});
