import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listJobGroups } from '@/lib/services/imports';
import { jobGroupsQuery } from '@/lib/tasks/import/import-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'tasks.import',
    query: jobGroupsQuery,
    handler: ({ actor, query, providerRequest }) => listJobGroups(actor, query, providerRequest),
  }),
});
