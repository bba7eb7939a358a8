import { importParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { setImportSchedule } from '@/lib/services/imports';
import { importScheduleSchema } from '@/lib/tasks/import/import-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.import',
    rateLimit: 'write',
    params: importParams,
    input: importScheduleSchema,
    handler: ({ actor, params, input }) => setImportSchedule(actor, params.importId, input.every_minutes),
  }),
});
