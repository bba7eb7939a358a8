import { listTemplates } from '@/lib/services/follow-ups';
import { forOrg, orgRoute } from '@/lib/http/org-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'follow-ups.read',
    handler: async ({ actor }) => ({ templates: await listTemplates(actor) }),
  }),
});
