import { z } from 'zod';

import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getQueryExecutionRun } from '@/lib/services/run-contract';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    query: z.object({ run_id: z.string().min(1) }),
    handler: ({ actor, query }) => getQueryExecutionRun(actor, query.run_id),
  }),
});
