import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { describeJobGroup } from '@/lib/services/steering';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'tasks.read',
    params: taskParams,
    handler: ({ actor, params, providerRequest }) => describeJobGroup(actor, params.taskId, providerRequest),
  }),
});
