import { followUpsQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { walkFollowUps } from '@/lib/services/follow-ups';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'follow-ups.read',
    query: followUpsQuery,
    handler: ({ actor, query }) => walkFollowUps(actor, query.list),
  }),
});
