import { startExportSchema } from '@/lib/exports/export-input';
import { readAddress } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { answerExports, askForExport } from '@/lib/services/export-contract';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({ permission: 'exports.read', handler: ({ actor }) => answerExports(actor) }),
  POST: forOrg({
    permission: 'exports.create',
    rateLimit: 'write',
    input: startExportSchema,
    handler: async ({ actor, input: { task_id, query, ...how } }) =>
      askForExport(actor, readAddress(task_id ?? 'all-tasks', query), how),
  }),
});
