import 'server-only';

import { headers } from 'next/headers';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  revealNumber as revealNumberUseCase,
  revealRight as revealRightUseCase,
  type RevealInput,
  type RevealRight,
} from '@/lib/jobs/detail/reveal-number';

import { clientAddress } from './client-address';
import { countReveal } from './rate-limits';

/** Whether this person may see full numbers here. */
export function revealRight(actor: Actor): Promise<RevealRight> {
  return withinDatabaseDeadline(() => revealRightUseCase({ db: database('pages') }, actor));
}

/** The full number of one row's lead, for a server action: written to the audit log with the visitor's address. */
export async function revealNumber(actor: Actor, input: RevealInput): Promise<{ number: string }> {
  await withinDatabaseDeadline(() => countReveal(actor));
  const address = clientAddress(await headers());
  return withinDatabaseDeadline(() => revealNumberUseCase({ db: database() }, actor, { ...input, address }));
}
