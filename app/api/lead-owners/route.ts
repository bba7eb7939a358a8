import { readSelection } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { AppError } from '@/lib/errors';
import { assignSchema } from '@/lib/jobs/owners/assign-input';
import { assignLeads } from '@/lib/services/owners';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  POST: forOrg({
    permission: 'leads.assign',
    input: assignSchema,
    rateLimit: 'write',
    handler: ({ actor, input: { to, keep_owners: keepOwners, row_ids: rowIds, selection } }) => {
      if (rowIds) return assignLeads(actor, { to, keepOwners, rows: { rowIds } });
      const asked = selection && readSelection(selection.task_id ?? 'all-tasks', 'jobs', selection.query);
      if (!asked) throw new AppError('invalid_input', { field: 'selection' });
      return assignLeads(actor, { to, keepOwners, rows: { selection: asked } });
    },
  }),
});
