import { z } from 'zod';

import { runParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { steerRun } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'runs.steer',
    rateLimit: 'write',
    params: runParams.extend({ action: z.enum(['pause', 'resume', 'cancel']) }),
    handler: ({ actor, params }) => steerRun(actor, params.runId, params.action),
  }),
});
