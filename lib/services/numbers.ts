import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  revealNumber as revealNumberUseCase,
  revealRight as revealRightUseCase,
  type RevealInput,
  type RevealRight,
} from '@/lib/jobs/detail/reveal-number';

/** Whether this person may see full numbers here. */
export function revealRight(actor: Actor): Promise<RevealRight> {
  return withinDatabaseDeadline(() => revealRightUseCase({ db: database('pages') }, actor));
}

/**
 * The full number of one row's lead, written to the audit log.
 *
 * @param address the network address that the person asks from
 */
export function revealNumber(
  actor: Actor,
  input: RevealInput & { address: string },
): Promise<{ number: string }> {
  return withinDatabaseDeadline(() => revealNumberUseCase({ db: database() }, actor, input));
}
