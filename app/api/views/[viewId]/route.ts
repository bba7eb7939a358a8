import { viewParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { changeView, getView, removeView } from '@/lib/services/views';
import { viewChangeInput } from '@/lib/views/views-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'views.read',
    params: viewParams,
    handler: ({ actor, params }) => getView(actor, params.viewId),
  }),
  PATCH: forOrg({
    permission: 'views.write',
    params: viewParams,
    input: viewChangeInput,
    rateLimit: 'write',
    handler: ({ actor, params, input: { task_types: taskTypes, ...change } }) =>
      changeView(actor, params.viewId, { ...change, ...(taskTypes && { taskTypes }) }),
  }),
  DELETE: forOrg({
    permission: 'views.write',
    params: viewParams,
    rateLimit: 'write',
    handler: ({ actor, params }) => removeView(actor, params.viewId),
  }),
});
