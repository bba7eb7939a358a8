import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  noteListening as noteListeningUseCase,
  noteServed as noteServedUseCase,
  type ListeningInput,
} from '@/lib/jobs/timeline/note-listening';

type ServedEvent = Parameters<typeof noteServedUseCase>[2];

/** Notes that a person's player played a call. */
export function noteListening(actor: Actor, { rowId, callId }: ListeningInput): Promise<{ noted: boolean }> {
  return withinDatabaseDeadline(() =>
    noteListeningUseCase({ db: database() }, actor, { rowId, callId, kind: 'played' }),
  );
}

/** Notes that the server has sent sound of a call. */
export function noteServed(actor: Actor, event: ServedEvent): Promise<unknown> {
  return withinDatabaseDeadline(() => noteServedUseCase({ db: database() }, actor, event));
}
