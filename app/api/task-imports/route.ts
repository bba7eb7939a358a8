import { forOrg, orgRoute } from '@/lib/http/org-route';
import { beginImports, getImports } from '@/lib/services/imports';
import { beginImportsSchema } from '@/lib/tasks/import/import-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({ permission: 'tasks.import', handler: ({ actor }) => getImports(actor) }),
  POST: forOrg({
    permission: 'tasks.import',
    rateLimit: 'write',
    input: beginImportsSchema,
    handler: async ({ actor, input, providerRequest }) =>
      Response.json(await beginImports(actor, input, providerRequest), { status: 202 }),
  }),
});
