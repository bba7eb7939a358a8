import { summaryQuery, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { toSelection } from '@/lib/jobs/selection';
import { getSummary } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    params: taskParams,
    query: summaryQuery,
    handler: ({ actor, params, query: { charts, ...query } }) =>
      getSummary(actor, toSelection(params.taskId, query), { charts: charts === '1' }),
  }),
});
