import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@/lib/errors';
import { NoTurnError, ProviderError } from '@/lib/outboundbot/types';

import { audioExtension } from './audio-type';
import type { OpenedRecording } from './receive-sound';
import { recordingFileName } from './recording-response';
import type { RecordedCall } from './types';

/** Ten hours at what telephones give; whatever is longer no call was. */
const MOST_BYTES = 64 * 1024 ** 2;
/** For one recording, its transfer included. */
const DEADLINE_MS = 120_000;
const PAUSES_MS = [1_000, 4_000];
/** A provider that wants fewer calls is waited for without end, each time so long. */
const THROTTLED_MS = 5_000;

export type WholeRecording = { name: string; bytes: Uint8Array } | { reason: MissingReason };
export type MissingReason = 'not_answered' | 'not_ready' | 'gone' | 'too_large' | 'failed';

/**
 * A whole recording under the name of a single download, or why there is none. For work that nobody waits for: a busy
 * or throttling provider is waited for, a failing one asked three times.
 *
 * @param open begins the transfer; its signal ends it
 * @throws what the database says; `signal`'s reason
 */
export async function wholeRecording(
  call: RecordedCall,
  open: (signal: AbortSignal) => Promise<OpenedRecording>,
  { signal, timeZone }: { signal: AbortSignal; timeZone: string },
): Promise<WholeRecording> {
  for (let failed = 0; ;) {
    try {
      const opened = await open(AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
      const bytes = await readAll(opened.body);
      if (!bytes) return { reason: 'too_large' };
      const extension = audioExtension(opened.headers.get('content-type') ?? '');
      return { name: recordingFileName(call, extension, timeZone), bytes };
    } catch (error) {
      signal.throwIfAborted();
      const pauseMs = waitFor(error) ?? PAUSES_MS[failed];
      const reason = reasonOf(error);
      if (reason !== 'failed') return { reason };
      if (pauseMs === undefined) return { reason };
      if (waitFor(error) === null) failed += 1;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** How long to wait for a turn; null: it has failed. */
function waitFor(error: unknown): number | null {
  if (error instanceof NoTurnError) return error.retryAfterSeconds * 1000;
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof ProviderError && cause.kind === 'throttled'
    ? Math.max(THROTTLED_MS, cause.retryAfterMs ?? 0)
    : null;
}

function reasonOf(error: unknown): MissingReason {
  if (!(error instanceof AppError)) {
    if (error instanceof NoTurnError || error instanceof ProviderError || isTransfer(error)) return 'failed';
    throw error;
  }
  switch (error.kind) {
    case 'not_answered':
      return 'not_answered';
    case 'recording_not_ready':
      return 'not_ready';
    case 'recording_gone':
      return 'gone';
    case 'provider_failed':
      return 'failed';
    default:
      throw error;
  }
}

/** A transfer that was late or broke off. */
function isTransfer(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** Null: there is more than can be kept in memory. */
async function readAll(body: OpenedRecording['body']): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > MOST_BYTES) return null;
  }
  return Buffer.concat(parts);
}
