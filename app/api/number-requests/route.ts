import { z } from 'zod';

import { forOrg, orgRoute } from '@/lib/http/org-route';
import { countNumberRequests, listNumberRequests } from '@/lib/services/numbers';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'numbers.allow',
    query: z.object({ count: z.literal('1').optional() }),
    handler: ({ actor, query }) => (query.count ? countNumberRequests(actor) : listNumberRequests(actor)),
  }),
});
