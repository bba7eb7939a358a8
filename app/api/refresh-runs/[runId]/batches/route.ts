import { batchesQuery, runParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getRunBatches } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: runParams,
    query: batchesQuery,
    handler: ({ actor, params, query: { page, only } }) =>
      getRunBatches(actor, params.runId, { page, pageSize: 50, only: only ?? null }),
  }),
});
