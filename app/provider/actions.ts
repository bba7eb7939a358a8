'use server';

import { orgAction } from '@/lib/http/org-action';
import { limitInput } from '@/lib/runs/limit-input';
import { setProviderLimit as setProviderLimitOf } from '@/lib/services/provider';

/** Lowers the account's calls a second while everything runs, or gives them back. */
export const setProviderLimit = orgAction({
  permission: 'provider.limit',
  input: limitInput,
  handler: ({ actor, input, address }) => setProviderLimitOf(actor, { ...input, address }),
});
