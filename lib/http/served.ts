import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Served } from '@/lib/jobs/timeline/note-listening';
import { logger } from '@/lib/observability/logger';
import { onFirstBytes } from '@/lib/recordings/first-bytes';
import { noteServed } from '@/lib/services/listening';
import type { DbId } from '@/lib/values/db-id';

import { clientAddress } from './client-address';

/**
 * As what the server notes a sound that it sends, by what a page cannot forge:
 *
 * - `download=1`: the recording was taken, whichever part of it is asked for.
 * - A token, or anything but a browser's media element (`fetch`, a tab that shows the file): it was listened to.
 * - A media element loads the beginning, of a short recording all, as soon as the pointer rests on ▶ or a job is opened.
 *   Nobody has heard that yet, and once it is there playing asks for nothing more. So the audit log notes that the sound
 *   was sent to this person; the player's word adds to the time-line that it was played, and where that word is kept
 *   back, the sending is on record all the same.
 *
 * HEAD, the state and the waveform send no sound and note nothing.
 */
export function servedAs(
  headers: Headers,
  { via, download }: { via: Actor['via']; download: boolean },
): Served {
  if (download) return 'downloaded';
  return via === 'session' && isMediaElement(headers) ? 'sent' : 'played';
}

function isMediaElement(headers: Headers): boolean {
  const destination = headers.get('sec-fetch-dest');
  if (destination !== null) return destination === 'audio' || destination === 'video';
  // Over plain HTTP browsers do not say; there a media element is told by asking for unpacked bytes of a range.
  return headers.has('range') && (headers.get('accept-encoding') ?? '').startsWith('identity');
}

/**
 * Has an answer noted once its first byte of sound is on its way; nothing is noted of one that the listener never took.
 *
 * @param callId the call asked for; undefined: the row's latest
 */
export function noteWhenServed(
  actor: Actor,
  request: Request,
  { rowId, callId, download }: { rowId: DbId; callId: string | undefined; download: boolean },
  answer: Response,
): Response {
  const kind = servedAs(request.headers, { via: actor.via, download });
  const address = clientAddress(request.headers);
  return onFirstBytes(answer, () => {
    // Nobody waits for it: the sound goes first.
    const event = { rowId, callId: callId ?? null, kind, address, isLaterPiece: isLaterPiece(request) };
    void noteServed(actor, event).catch((err: unknown) =>
      logger().warn({ err, rowId, kind }, 'a recording that was sent could not be noted'),
    );
  });
}

function isLaterPiece(request: Request): boolean {
  const range = request.headers.get('range');
  return range !== null && !range.startsWith('bytes=0-');
}
