import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listLabelNames } from '@/lib/services/views';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'jobs.read',
    handler: async ({ actor }) => ({ labels: await listLabelNames(actor, null) }),
  }),
});
