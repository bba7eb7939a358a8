import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getTask } from '@/lib/services/tasks';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'tasks.read',
    params: taskParams,
    handler: ({ actor, params }) => getTask(actor, params.taskId),
  }),
});
