import { taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { scheduleSchema } from '@/lib/runs/schedule/schedule-input';
import { changeSchedule, getSchedule } from '@/lib/services/schedules';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: taskParams,
    handler: ({ actor, params }) => getSchedule(actor, params.taskId),
  }),
  POST: forOrg({
    permission: 'tasks.schedule',
    params: taskParams,
    input: scheduleSchema,
    handler: ({ actor, params, input }) => changeSchedule(actor, params.taskId, input),
  }),
});
