import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { noteListening as noteListeningUseCase, type ListeningInput } from '@/lib/jobs/note-listening';
import { logger } from '@/lib/observability/logger';

/** Notes that a person listened to a call or saved its recording. */
export function noteListening(actor: Actor, input: ListeningInput): Promise<{ noted: boolean }> {
  return withinDatabaseDeadline(() => noteListeningUseCase({ db: database() }, actor, input));
}

/**
 * Notes a download once its answer has begun; the later pieces of a download in pieces are the same one.
 *
 * @param callId the call asked for; undefined: the row's latest
 */
export function noteDownload(
  actor: Actor,
  { rowId, callId, range }: { rowId: number; callId: string | undefined; range: string | null },
): void {
  if (range !== null && !range.startsWith('bytes=0-')) return;
  // Nobody waits for it: the sound goes first.
  void noteListeningUseCase({ db: database() }, actor, {
    rowId,
    callId: callId ?? null,
    kind: 'downloaded',
  }).catch((err: unknown) => logger().warn({ err, rowId }, 'a download could not be noted'));
}
