import { forOrg, orgRoute } from '@/lib/http/org-route';
import { readLayout, setLayout } from '@/lib/services/views';
import { layoutInput, placeQuery } from '@/lib/views/views-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'views.read',
    query: placeQuery,
    handler: ({ actor, query }) => readLayout(actor, query.place),
  }),
  PUT: forOrg({
    permission: 'views.write',
    input: layoutInput,
    rateLimit: 'write',
    handler: async ({ actor, input: { place, layout } }) => {
      await setLayout(actor, place, layout);
      return { layout };
    },
  }),
});
