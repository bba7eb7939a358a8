import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getMatching, steerMatching } from '@/lib/services/matching';
import { matchingPageQuery, matchingSchema } from '@/lib/tasks/match/match-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: matchingPageQuery,
    handler: ({ actor, params, query }) => getMatching(actor, params.taskId, query.page),
  }),
  POST: forOrg({
    permission: 'runs.start',
    rateLimit: 'refresh',
    params: taskParams,
    input: matchingSchema,
    handler: ({ actor, params, input }) => steerMatching(actor, params.taskId, input),
  }),
});
