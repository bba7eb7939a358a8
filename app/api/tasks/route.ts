import { tasksQuery } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { listTasks } from '@/lib/services/tasks';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'tasks.read',
    query: tasksQuery,
    handler: ({ actor, query: { q, page, size } }) =>
      listTasks(actor, { ...(q && { search: q }), page, pageSize: size }),
  }),
});
