import 'server-only';

import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { findCall, insertEvent, lockListening, noted } from './event-repository';

export const listeningInput = z.object({
  rowId: z.int().min(1),
  callId: z.string().min(1).max(128),
  kind: z.enum(['played', 'downloaded']),
});
export type ListeningInput = z.infer<typeof listeningInput>;

/** Of the same person and call, one of each is noted in so many seconds. */
const ONCE_IN_SECONDS = { played: 3600, downloaded: 60 } as const;

/**
 * Notes in a job's time-line that somebody listened to a call (the latest, when none is named) or saved its recording;
 * again only after a while.
 *
 * @throws AppError `not_found`, also for another organization's row and for a call that is not the row's
 */
export async function noteListening(
  { db }: { db: Db },
  actor: Actor,
  { rowId, callId: asked, kind }: { rowId: number; callId: string | null; kind: ListeningInput['kind'] },
): Promise<{ noted: boolean }> {
  return db.transaction(async (tx) => {
    const callId = await findCall(actor.orgId, tx, rowId, asked);
    if (callId === null) throw new AppError('not_found');
    await lockListening(actor, tx, rowId);
    if (await noted(actor, tx, { rowId, callId, kind, withinSeconds: ONCE_IN_SECONDS[kind] })) {
      return { noted: false };
    }
    await insertEvent(actor, tx, { rowId, kind, details: { call_id: callId } });
    return { noted: true };
  });
}
