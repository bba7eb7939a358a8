import type { IncomingMessage } from 'node:http';

import { AppError } from '@/lib/errors';
import { callResultGroup } from '@/lib/jobs/status';
import type { OutboundBot } from '@/lib/outboundbot/types';

import { audioType } from './audio-type';
import { openBody } from './body-stream';
import { gone, notReady, providerFailed } from './failures';
import { fetchObject } from './fetch-object';
import { fetchableLink, isEndpoint } from './link-policy';
import { NotPublicError } from './public-address';
import { signLink, type FreshLink } from './sign-link';
import type { RecordedCall, SignedLink } from './types';

/** Time for a signed link, in ms: a listener waits for it. */
const SIGN_DEADLINE_MS = 10_000;
const HEAD_TIMEOUT_MS = 10_000;
const STALL_TIMEOUT_MS = 15_000;
/** A held link must live this much longer to be used, in ms. */
const HELD_MARGIN_MS = 30_000;
const NOT_ALLOWED = '录音地址不在允许范围内';

export type OpenRecordingOptions = {
  outboundbot: Pick<OutboundBot, 'downloadRecording'>;
  /** The provider's endpoint when one is configured: recordings may be served by exactly that host and port. */
  endpoint?: { protocol: 'http' | 'https'; host: string };
  /** The listener's own `Range` and `If-Range`. */
  range?: string | null;
  ifRange?: string | null;
  /** The listener has gone. */
  signal: AbortSignal;
  /** Keeps a fresh link, so that the next range of the same listening needs no new one. */
  storeLink?: (callId: string, link: SignedLink) => Promise<void>;
  timeouts?: { headMs: number; stallMs: number };
};

export type OpenedRecording = {
  status: 200 | 206 | 416;
  /** Content-Type (always audio), -Length, -Range, Accept-Ranges, ETag, Last-Modified. */
  headers: Headers;
  /** Null with 416. Must be read to its end or cancelled. */
  body: ReadableStream<Uint8Array> | null;
};

/**
 * Opens the recording of a row's latest call: asks the provider for a link unless a live one is held, and starts the
 * transfer. A link that the object store refuses is signed afresh once.
 *
 * @throws AppError `not_answered`, `recording_not_ready`, `recording_gone`, `provider_failed`
 */
export async function openRecording(
  call: RecordedCall,
  options: OpenRecordingOptions,
): Promise<OpenedRecording> {
  const callId = callToPlay(call);
  const held = call.held && lives(call.held) ? call.held : null;
  if (held) {
    const response = await request({ ...held, requestId: null }, options).catch(() => null);
    if (response && isSound(response)) return toRecording(response, held, options);
    // Expired, revoked, moved or unreachable: only a fresh link can tell what is wrong.
    response?.destroy();
  }
  let { link, response } = await requestAfresh(callId, options);
  if (response.statusCode === 403 && !held) {
    response.destroy();
    ({ link, response } = await requestAfresh(callId, options));
  }
  return toRecording(response, link, options);
}

/** Signs a link and asks for the sound; keeps the link meanwhile, since a listener waits for the first bytes. */
async function requestAfresh(
  callId: string,
  options: OpenRecordingOptions,
): Promise<{ link: FreshLink; response: IncomingMessage }> {
  const link = await freshLink(callId, options);
  const { url, expiresAt } = link;
  const keep = lives(link) ? options.storeLink?.(callId, { url, expiresAt }) : undefined;
  const [response] = await Promise.all([request(link, options), keep]);
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

async function freshLink(callId: string, { outboundbot, signal }: OpenRecordingOptions): Promise<FreshLink> {
  return signLink(outboundbot, callId, AbortSignal.any([signal, AbortSignal.timeout(SIGN_DEADLINE_MS)]));
}

async function request(
  link: SignedLink & { requestId?: string | null },
  { endpoint, range, ifRange, signal, timeouts }: OpenRecordingOptions,
): Promise<IncomingMessage> {
  const url = fetchableLink(link.url, endpoint);
  if (!url) throw providerFailed(NOT_ALLOWED, link.requestId);
  const headers: Record<string, string> = {};
  // Several ranges would come as multipart, which is no sound; without Range the whole of it comes.
  if (range && /^bytes=(\d+-\d*|-\d+)$/.test(range)) {
    headers['range'] = range;
    if (ifRange) headers['if-range'] = ifRange;
  }
  try {
    return await fetchObject(url, {
      headers,
      signal,
      headTimeoutMs: timeouts?.headMs ?? HEAD_TIMEOUT_MS,
      isEndpoint: isEndpoint(url, endpoint),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotPublicError) throw providerFailed(NOT_ALLOWED, link.requestId, error);
    const { code } = error as { code?: unknown };
    throw providerFailed(typeof code === 'string' ? code : '无法读取录音', link.requestId, error);
  }
}

function isSound({ statusCode }: IncomingMessage): boolean {
  return statusCode === 200 || statusCode === 206 || statusCode === 416;
}

async function toRecording(
  response: IncomingMessage,
  link: SignedLink & { requestId?: string | null },
  { timeouts }: OpenRecordingOptions,
): Promise<OpenedRecording> {
  const requestId = header(response, 'x-oss-request-id') ?? link.requestId ?? null;
  try {
    if (!isSound(response)) throw refusal(response.statusCode ?? 0, requestId);
    if (response.statusCode === 416) {
      if (/^bytes \*\/0$/.test(header(response, 'content-range') ?? '')) throw notReady(requestId);
      response.destroy();
      return { status: 416, headers: passedOn(response, ['content-range', 'accept-ranges']), body: null };
    }
    if (!/^(identity)?$/i.test(header(response, 'content-encoding') ?? '')) {
      throw providerFailed('录音编码无法识别', requestId);
    }
    return await toSound(response, new URL(link.url), requestId, timeouts?.stallMs ?? STALL_TIMEOUT_MS);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

async function toSound(
  response: IncomingMessage,
  { pathname }: URL,
  requestId: string | null,
  stallMs: number,
): Promise<OpenedRecording> {
  const brokeOff = (cause: unknown) => providerFailed('录音传输中断', requestId, cause);
  const { first, stream } = await openBody(response, stallMs, brokeOff);
  if (!first) throw notReady(requestId);
  const status = response.statusCode === 206 ? 206 : 200;
  const isStart = status === 200 || header(response, 'content-range')?.startsWith('bytes 0-') === true;
  const type = audioType(pathname, header(response, 'content-type') ?? '', isStart ? first : null);
  if (!type) throw providerFailed('返回的不是音频', requestId);
  const headers = passedOn(response, [
    'content-length',
    'content-range',
    'accept-ranges',
    'etag',
    'last-modified',
  ]);
  if (status === 206) headers.set('accept-ranges', 'bytes');
  headers.set('content-type', type);
  return { status, headers, body: stream };
}

function refusal(status: number, requestId: string | null): AppError {
  if (status === 404) return gone(requestId);
  if (status >= 300 && status < 400) return providerFailed('录音地址被重定向', requestId);
  return providerFailed(`录音存储返回 HTTP ${status}`, requestId);
}

function passedOn(response: IncomingMessage, names: readonly string[]): Headers {
  const headers = new Headers();
  for (const name of names) {
    const value = header(response, name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

function header(response: IncomingMessage, name: string): string | null {
  const value = response.headers[name];
  return typeof value === 'string' ? value : null;
}
