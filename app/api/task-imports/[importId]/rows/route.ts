import { importParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { addTableRows } from '@/lib/services/imports';
import { BYTES_A_REQUEST } from '@/lib/tasks/import/table/limits';
import { tableRowsSchema } from '@/lib/tasks/import/table/table-input';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'tasks.import',
    rateLimit: 'write',
    params: importParams,
    input: tableRowsSchema,
    mostBytes: BYTES_A_REQUEST,
    handler: ({ actor, params, input }) => addTableRows(actor, params.importId, input),
  }),
});
