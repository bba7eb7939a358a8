import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { refreshRowsInput } from '@/lib/jobs/refresh/refresh-input';
import { refreshRows } from '@/lib/services/refresh';

// ListJobs may take 15 s and the recordings 10 s more.
export const maxDuration = 60;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'jobs.refresh',
    rateLimit: 'refresh',
    params: taskParams,
    input: refreshRowsInput,
    handler: ({ actor, params, input, providerRequest }) =>
      refreshRows(actor, { taskId: params.taskId, rowIds: input.row_ids }, providerRequest),
  }),
});
