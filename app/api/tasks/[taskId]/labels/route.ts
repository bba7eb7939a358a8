import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listLabelNames } from '@/lib/services/views';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    handler: async ({ actor, params }) => ({ labels: await listLabelNames(actor, params.taskId) }),
  }),
});
