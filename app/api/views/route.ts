import { forOrg, orgRoute } from '@/lib/http/org-route';
import { addView, listViews } from '@/lib/services/views';
import { newViewInput } from '@/lib/views/views-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'views.read',
    handler: ({ actor }) => listViews(actor),
  }),
  POST: forOrg({
    permission: 'views.write',
    input: newViewInput,
    rateLimit: 'write',
    handler: ({ actor, input: { task_types: taskTypes, ...view } }) => addView(actor, { ...view, taskTypes }),
  }),
});
