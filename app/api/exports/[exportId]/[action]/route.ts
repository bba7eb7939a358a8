import { z } from 'zod';

import { exportParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { answerSteering } from '@/lib/services/export-contract';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'exports.create',
    rateLimit: 'write',
    params: exportParams.extend({ action: z.enum(['cancel', 'again']) }),
    handler: ({ actor, params }) => answerSteering(actor, params.exportId, params.action),
  }),
});
