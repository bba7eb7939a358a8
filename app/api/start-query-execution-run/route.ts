import { forOrg, orgRoute } from '@/lib/http/org-route';
import { startQueryExecutionRunSchema } from '@/lib/runs/run-input';
import { startQueryExecutionRun } from '@/lib/services/run-contract';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'runs.start',
    rateLimit: 'refresh',
    input: startQueryExecutionRunSchema,
    handler: ({ actor, input }) => startQueryExecutionRun(actor, input),
  }),
});
