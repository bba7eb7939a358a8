import { forOrg, orgRoute } from '@/lib/http/org-route';
import { beginTable } from '@/lib/services/imports';
import { beginTableSchema } from '@/lib/tasks/import/table/table-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.import',
    rateLimit: 'write',
    input: beginTableSchema,
    handler: ({ actor, input }) => beginTable(actor, input),
  }),
});
