import type { IncomingMessage } from 'node:http';

import { AppError } from '@/lib/errors';
import { callResultGroup } from '@/lib/values/provider-words';
import { deadlineAt, type Caller, type OutboundBot } from '@/lib/outboundbot/types';

import { notReady, providerFailed } from './failures';
import { fetchObject } from './links/fetch-object';
import { fetchableLink, isEndpoint } from './links/link-policy';
import type { KnownSounds } from './known-sounds';
import { NotPublicError } from './links/public-address';
import { isSingleRange } from './range';
import { isSound, receiveSound, type OpenedRecording } from './receive-sound';
import { signLink, type FreshLink } from './sign-link';
import type { RecordedCall, SignedLink } from './types';

/** From the request to the first bytes, in ms: a listener waits for them. Waiting for a turn counts. */
const DEADLINE_MS = 10_000;
const STALL_TIMEOUT_MS = 15_000;
/** A held link must live this much longer to be used, in ms. */
const HELD_MARGIN_MS = 30_000;
const NOT_ALLOWED = '录音地址不在允许范围内';

export type OpenRecordingOptions = {
  outboundbot: Pick<OutboundBot, 'downloadRecording'>;
  caller: Omit<Caller, 'gone'>;
  /** When it was asked for, epoch ms. */
  startedAt: number;
  /** Counts against the listener's budget, before anything is asked outside. @throws AppError `rate_limited` */
  spend?: () => Promise<void>;
  /** The provider's endpoint when one is configured: recordings may be served by exactly that host and port. */
  endpoint?: { protocol: 'http' | 'https'; host: string };
  /** The listener's own `Range` and `If-Range`. */
  range?: string | null;
  ifRange?: string | null;
  /** The listener has gone: the transfer ends. */
  signal: AbortSignal;
  /** Whoever it was to be opened for has gone: it is not begun. Without it that is `signal`. */
  gone?: AbortSignal;
  /** Keeps a fresh link, so that the next range of the same listening needs no new one. */
  storeLink?: (callId: string, link: SignedLink) => Promise<void>;
  /** What earlier answers were found to be. */
  known?: KnownSounds;
  /** For tests. */
  timeouts?: { headMs: number; stallMs: number };
};

/**
 * Opens the recording of a row's latest call: asks the provider for a link unless a live one is held, and starts the
 * transfer. A link that the object store refuses is signed afresh once.
 *
 * @throws AppError `not_answered`, `recording_not_ready`, `recording_gone`, `provider_failed`, `rate_limited`;
 * NoTurnError; CallerGoneError
 */
export async function openRecording(
  call: RecordedCall,
  options: OpenRecordingOptions,
): Promise<OpenedRecording> {
  const callId = callToPlay(call);
  await options.spend?.();
  const held = call.held && lives(call.held) ? call.held : null;
  if (held) {
    // Half of the time is kept for a fresh link.
    const response = await request({ ...held, requestId: null }, options, timeLeft(options) / 2).catch(
      () => null,
    );
    if (response && isSound(response)) return receive(response, held, options);
    // Expired, revoked, moved or unreachable: only a fresh link can tell what is wrong.
    response?.destroy();
  }
  let { link, response } = await requestAfresh(callId, options);
  if (response.statusCode === 403 && !held) {
    response.destroy();
    ({ link, response } = await requestAfresh(callId, options));
  }
  return receive(response, link, options);
}

type Link = SignedLink & { requestId?: string | null };

/** Takes the answer if it is the sound that was asked for. A part does not show that: its beginning is looked at, too. */
async function receive(
  response: IncomingMessage,
  link: Link,
  options: OpenRecordingOptions,
): Promise<OpenedRecording> {
  const head = (range: string) => request(link, { ...options, range, ifRange: null }, timeLeft(options));
  const waits = () => {
    const stallMs = options.timeouts?.stallMs ?? STALL_TIMEOUT_MS;
    return { stallMs, firstMs: Math.min(stallMs, timeLeft(options)) };
  };
  const { known, range } = options;
  const asked = range && isSingleRange(range) ? range : null;
  return receiveSound(response, { link, asked, known, waits, head });
}

/** Signs a link and asks for the sound; keeps the link meanwhile, since a listener waits for the first bytes. */
async function requestAfresh(
  callId: string,
  options: OpenRecordingOptions,
): Promise<{ link: FreshLink; response: IncomingMessage }> {
  const link = await freshLink(callId, options);
  const { url, expiresAt } = link;
  const keep = lives(link) ? options.storeLink?.(callId, { url, expiresAt }) : undefined;
  const [response] = await Promise.all([request(link, options, timeLeft(options)), keep]);
  return { link, response };
}

function lives({ expiresAt }: SignedLink): boolean {
  return expiresAt !== null && expiresAt.getTime() > Date.now() + HELD_MARGIN_MS;
}

/** The id of the call to play, once it is sure that it can have a sound. */
function callToPlay({ callId, callStatus, callResult }: RecordedCall): string {
  const group = callResult === null ? null : callResultGroup(callResult);
  if (callStatus !== 'Succeeded' && group !== 'connected') {
    // The call is going on: its sound comes when it ends.
    throw group === 'live' ? notReady() : new AppError('not_answered');
  }
  if (!callId) throw notReady();
  return callId;
}

async function freshLink(
  callId: string,
  { outboundbot, caller, startedAt, signal, gone = signal }: OpenRecordingOptions,
): Promise<FreshLink> {
  const { deadline, endsAt } = deadlineAt(startedAt + DEADLINE_MS);
  return signLink(outboundbot, callId, {
    caller: { ...caller, gone },
    deadline: AbortSignal.any([signal, deadline]),
    endsAt,
  });
}

/** Until the first bytes must be there, in ms. */
function timeLeft({ startedAt }: OpenRecordingOptions): number {
  return Math.max(1, startedAt + DEADLINE_MS - Date.now());
}

async function request(
  link: Link,
  { endpoint, range, ifRange, signal, timeouts }: OpenRecordingOptions,
  timeoutMs: number,
): Promise<IncomingMessage> {
  const url = fetchableLink(link.url, endpoint);
  if (!url) throw providerFailed(NOT_ALLOWED, link.requestId);
  const headers: Record<string, string> = {};
  // Of several ranges, or what is none, the whole comes.
  if (range && isSingleRange(range)) {
    headers['range'] = range;
    if (ifRange) headers['if-range'] = ifRange;
  }
  try {
    return await fetchObject(url, {
      headers,
      signal,
      headTimeoutMs: Math.min(timeouts?.headMs ?? Infinity, timeoutMs),
      isEndpoint: isEndpoint(url, endpoint),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotPublicError) throw providerFailed(NOT_ALLOWED, link.requestId, error);
    const { code } = error as { code?: unknown };
    throw providerFailed(typeof code === 'string' ? code : '无法读取录音', link.requestId, error);
  }
}
