import { z } from 'zod';

import { forOrg, orgRoute } from '@/lib/http/org-route';
import { getReceipt } from '@/lib/services/receipts';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'receipts.read',
    params: z.object({ receiptId: z.string() }),
    handler: ({ actor, params }) => getReceipt(actor, params.receiptId),
  }),
});
