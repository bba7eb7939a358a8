import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { steerJobs } from '@/lib/services/steering';
import { steeringSchema } from '@/lib/tasks/steer/steering-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.steer',
    params: taskParams,
    input: steeringSchema,
    handler: ({ actor, params, input, providerRequest }) =>
      steerJobs(actor, params.taskId, input, providerRequest),
  }),
});
