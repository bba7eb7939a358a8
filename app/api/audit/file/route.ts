import { auditQuery } from '@/lib/audit/audit-input';
import { clientAddress } from '@/lib/http/client-address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { auditFile } from '@/lib/services/audit';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'audit.read',
    rateLimit: 'write',
    query: auditQuery,
    handler: ({ actor, query, request }) => auditFile(actor, query, clientAddress(request.headers)),
  }),
});
