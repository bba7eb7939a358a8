import { z } from 'zod';

import { liveEvents } from '@/lib/http/live-events';
import { forOrg, orgRoute } from '@/lib/http/org-route';

// A stream has no end of its own.
export const maxDuration = 3600;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'tasks.read',
    query: z.object({ since: z.string().optional() }),
    handler: ({ actor, request, query }) =>
      Promise.resolve(liveEvents(actor, request, request.headers.get('last-event-id') ?? query.since)),
  }),
});
