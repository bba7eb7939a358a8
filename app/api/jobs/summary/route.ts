import { summaryQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { toSelection } from '@/lib/jobs/selection';
import { getSummary } from '@/lib/services/jobs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    query: summaryQuery,
    handler: ({ actor, query: { charts, ...query } }) =>
      getSummary(actor, toSelection('all-tasks', query), { charts: charts === '1' }),
  }),
});
