import { auditQuery } from '@/lib/audit/audit-input';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getAudit } from '@/lib/services/audit';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'audit.read',
    query: auditQuery,
    handler: ({ actor, query }) => getAudit(actor, query),
  }),
});
