import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { settleMatching } from '@/lib/services/matching';
import { applySchema } from '@/lib/tasks/match/match-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.steer',
    rateLimit: 'write',
    params: taskParams,
    input: applySchema,
    handler: ({ actor, params, input }) => settleMatching(actor, params.taskId, input),
  }),
});
