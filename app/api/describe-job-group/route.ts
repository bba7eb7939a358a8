import { forOrg, orgRoute } from '@/lib/http/org-route';
import { describeJobGroup } from '@/lib/services/steering-contract';
import { describeJobGroupSchema } from '@/lib/tasks/steer/steering-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.read',
    input: describeJobGroupSchema,
    handler: ({ actor, input, providerRequest }) => describeJobGroup(actor, input.task_id, providerRequest),
  }),
});
