import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listColleagues } from '@/lib/services/owners';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'colleagues.read',
    handler: async ({ actor }) => ({ colleagues: await listColleagues(actor) }),
  }),
});
