import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getRunPreview } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: taskParams,
    handler: ({ actor, params }) => getRunPreview(actor, params.taskId),
  }),
});
