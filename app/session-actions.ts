'use server';

import { z } from 'zod';

import { orgAction } from '@/lib/http/org-action';
import { chooseOrganization } from '@/lib/http/account/choose-organization';

/** Switches to another organization of the person; then load `/tasks` anew, because every page belongs to one. */
export const switchOrganization = orgAction({
  permission: 'organization.switch',
  input: z.object({ organizationId: z.string().min(1).max(200) }),
  handler: ({ viewer, input }) => chooseOrganization(viewer, input.organizationId),
});
