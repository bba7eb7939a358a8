'use server';

import { z } from 'zod';

import { selfOf } from '@/lib/http/account/self';
import { orgAction } from '@/lib/http/org-action';
import {
  changePassword as changePasswordOf,
  endOtherSessions as endOtherSessionsOf,
  endSession as endSessionOf,
} from '@/lib/services/account';

// Longer than any password that is taken, so that its length can be told as what is wrong.
const password = z.string().max(4096);

/** Gives the person another password, and ends their other sessions; a refusal is an answer. */
export const changePassword = orgAction({
  permission: 'account.manage',
  input: z.object({ current: password, next: password }),
  handler: ({ viewer, address, input }) => changePasswordOf(selfOf(viewer, address), input),
});

/** Ends one of the person's own sessions. */
export const endSession = orgAction({
  permission: 'account.manage',
  input: z.object({ sessionId: z.uuid() }),
  handler: ({ viewer, address, input }) => endSessionOf(selfOf(viewer, address), input.sessionId),
});

/** Ends all of the person's sessions but the one that asks. */
export const endOtherSessions = orgAction({
  permission: 'account.manage',
  input: z.object({}),
  handler: ({ viewer, address }) => endOtherSessionsOf(selfOf(viewer, address)),
});
