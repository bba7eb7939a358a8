import { forOrg, orgRoute } from '@/lib/http/org-route';
import { suspendOrResume } from '@/lib/services/steering-contract';
import { suspendResumeSchema } from '@/lib/tasks/steer/steering-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.steer',
    input: suspendResumeSchema,
    handler: ({ actor, input, providerRequest }) => suspendOrResume(actor, input, providerRequest),
  }),
});
