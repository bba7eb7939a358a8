import { runParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getRun } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: runParams,
    handler: ({ actor, params }) => getRun(actor, params.runId),
  }),
});
