import 'server-only';

import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';
import { idInput } from '@/lib/db/id-input';

import { findCall, insertEvent, lockListening, noted } from '../events/event-repository';
import { insertSentAudit, isSentNoted } from './sent-repository';

export const listeningInput = z.object({
  rowId: idInput,
  callId: z.string().min(1).max(128),
  // A download is noted when it is sent, never because somebody says so.
  kind: z.literal('played'),
});
export type ListeningInput = z.infer<typeof listeningInput>;

/** What the server notes when it sends sound: to the time-line, or (`sent`) to the audit log. */
export type Served = 'played' | 'downloaded' | 'sent';

/** One sitting, in seconds. */
const SITTING = 3600;
/** Of the same person and call, one of each is noted in so many seconds. */
const ONCE_IN_SECONDS = { played: SITTING, downloaded: 60 } as const;

/**
 * Notes in a job's time-line that somebody listened to a call (the latest, when none is named) or saved its recording;
 * again only after a while.
 *
 * @throws AppError `not_found`, also for another organization's row and for a call that is not the row's
 */
export async function noteListening(
  { db }: { db: Db },
  actor: Actor,
  {
    rowId,
    callId: asked,
    kind,
    withinSeconds = ONCE_IN_SECONDS[kind],
  }: { rowId: DbId; callId: string | null; kind: 'played' | 'downloaded'; withinSeconds?: number },
): Promise<{ noted: boolean }> {
  return db.transaction(async (tx) => {
    const callId = await findCall(actor.orgId, tx, rowId, asked);
    if (callId === null) throw new AppError('not_found');
    await lockListening(actor, tx, rowId);
    if (await noted(actor, tx, { rowId, callId, kind, withinSeconds })) {
      return { noted: false };
    }
    await insertEvent(actor, tx, { rowId, kind, details: { call_id: callId } });
    return { noted: true };
  });
}

/**
 * Notes that the server sent the sound of a call: once for each person and sitting, however many ranges it is asked for.
 *
 * @param event.isLaterPiece the part that is asked for does not begin with the first byte: it belongs to a download of
 *   this sitting, if there was one
 * @throws AppError as `noteListening`
 */
export async function noteServed(
  { db }: { db: Db },
  actor: Actor,
  event: { rowId: DbId; callId: string | null; kind: Served; address: string; isLaterPiece: boolean },
): Promise<{ noted: boolean }> {
  const { rowId, kind, address } = event;
  if (kind !== 'sent') {
    const { callId, isLaterPiece } = event;
    const withinSeconds = isLaterPiece ? SITTING : ONCE_IN_SECONDS[kind];
    return noteListening({ db }, actor, { rowId, callId, kind, withinSeconds });
  }
  return db.transaction(async (tx) => {
    const callId = await findCall(actor.orgId, tx, rowId, event.callId);
    if (callId === null) throw new AppError('not_found');
    await lockListening(actor, tx, rowId);
    const sent = { rowId, callId, address };
    if (await isSentNoted(actor, tx, sent, SITTING)) return { noted: false };
    await insertSentAudit(actor, tx, sent);
    return { noted: true };
  });
}
