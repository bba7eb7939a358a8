import { z } from 'zod';

import { importParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { steerImport } from '@/lib/services/imports';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.import',
    rateLimit: 'write',
    params: importParams.extend({ action: z.enum(['cancel', 'repeat', 'begin']) }),
    handler: ({ actor, params }) => steerImport(actor, params.importId, params.action),
  }),
});
