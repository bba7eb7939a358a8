import type { IncomingMessage } from 'node:http';

import { audioType, beginsLike, isOtherThanSound } from './audio-type';
import { openBody, type BodyWaits, type SourceBody } from './body-stream';
import { gone, notReady, providerFailed } from './failures';
import type { KnownSound, KnownSounds } from './known-sounds';
import { answersRange, readContentRange, type ContentRange } from './range';
import type { SoundKind } from './sound/sound-kind';
import { readWavHead, type WavFormat } from './sound/wav-reader';
import type { SignedLink } from './types';

/** So much of a recording shows what it is; so much shows it behind a picture or many zeros. */
export const HEAD_RANGE = 'bytes=0-4095';
const LONG_HEAD_RANGE = 'bytes=0-131071';
/** A part from the first byte on that ends earlier is too short to show it. */
const LEAST_START = 1023;

export type OpenedRecording = {
  status: 200 | 206 | 416;
  /** Content-Type (always audio), -Length, -Range, Accept-Ranges, ETag, Last-Modified. */
  headers: Headers;
  /** Null with 416. Must be read to its end or cancelled. */
  body: ReadableStream<Uint8Array> | null;
  /** What it came from; ranges of it can be asked for without another signature. */
  link: SignedLink;
  /** What the whole begins like; null with 416. */
  kind: SoundKind | null;
  /** Differs when the object does. */
  version: string | null;
  /** Of the whole; null when the store does not say. */
  byteLength: number | null;
};

type Receiving = {
  link: SignedLink & { requestId?: string | null };
  /** The range that was asked for. */
  asked: string | null;
  known: KnownSounds | undefined;
  /** As they are now: the first bytes have what is left until the request's deadline. */
  waits: () => BodyWaits;
  /** Asks for the recording's beginning. */
  head: (range: string) => Promise<IncomingMessage>;
};

export function isSound({ statusCode }: IncomingMessage): boolean {
  return statusCode === 200 || statusCode === 206 || statusCode === 416;
}

/**
 * Makes of the store's answer what is passed on: only what was asked for, and only what begins like sound.
 * @throws AppError `recording_not_ready`, `recording_gone`, `provider_failed`
 */
export async function receiveSound(
  response: IncomingMessage,
  receiving: Receiving,
): Promise<OpenedRecording> {
  const { link, asked } = receiving;
  const requestId = header(response, 'x-oss-request-id') ?? link.requestId ?? null;
  try {
    if (!isSound(response)) throw refusal(response.statusCode ?? 0, requestId);
    if (response.statusCode === 416) {
      if (/^bytes \*\/0$/.test(header(response, 'content-range') ?? '')) throw notReady(requestId);
      response.destroy();
      const headers = passedOn(response, ['content-range', 'accept-ranges']);
      return { status: 416, headers, body: null, link, kind: null, version: null, byteLength: null };
    }
    if (!/^(identity)?$/i.test(header(response, 'content-encoding') ?? '')) {
      throw providerFailed('录音编码无法识别', requestId);
    }
    if (isOtherThanSound(header(response, 'content-type') ?? '')) throw notSound(requestId);
    const part = response.statusCode === 206 ? partOf(response, asked) : null;
    if (part === 'other') throw providerFailed('返回的不是所请求的部分', requestId);
    return await toRecording(response, part, requestId, receiving);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

async function toRecording(
  response: IncomingMessage,
  part: ContentRange | null,
  requestId: string | null,
  { link, known, waits, head }: Receiving,
): Promise<OpenedRecording> {
  const url = new URL(link.url);
  const version = versionOf(response);
  const remembered = known?.get(url);
  const isKnown = (sound: KnownSound | null | undefined) => sound?.version === version;
  const showsStart = part === null || (part.start === 0 && (part.end >= LEAST_START || isToEnd(part)));
  const told = header(response, 'content-length');
  const byteLength = part ? part.total : told === null ? null : Number(told);
  let found: Found;
  let body: SourceBody;
  if (showsStart) {
    const start = await openStart(response, part, requestId, waits);
    body = start.body;
    found = isTold(start) ? start : await foundInHead(head, requestId, waits);
  } else {
    // Both at once: the listener waits for the slower one, not for both.
    [found, body] = await Promise.all([
      remembered && isKnown(remembered) ? remembered : foundInHead(head, requestId, waits),
      openBody(response, waits(), brokeOff(requestId)),
    ]);
  }
  if (body.isEmpty) throw notReady(requestId);
  const { kind, wav } = found;
  if (!isKnown(remembered)) known?.set(url, { version, byteLength, kind, ...(wav && { wav }) });
  const names = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'];
  const headers = passedOn(response, part ? names : names.filter((name) => name !== 'content-range'));
  if (part) headers.set('accept-ranges', 'bytes');
  headers.set('content-type', audioType(url.pathname, kind));
  return { status: part ? 206 : 200, headers, body: body.stream, link, kind, version, byteLength };
}

function isToEnd({ end, total }: ContentRange): boolean {
  return total !== null && end === total - 1;
}

type Found = Pick<KnownSound, 'kind' | 'wav'>;

async function openStart(
  response: IncomingMessage,
  part: ContentRange | null,
  requestId: string | null,
  waits: Receiving['waits'],
): Promise<{ kind: SoundKind | 'more'; wav?: WavFormat; body: SourceBody }> {
  const found: { kind: SoundKind | 'more' | null; wav?: WavFormat } = { kind: null };
  const look = (bytes: Uint8Array, isEnd: boolean) => {
    found.kind = beginsLike(bytes, isEnd && (part === null || isToEnd(part)));
    const wav = found.kind === 'wav' ? readWavHead(bytes) : null;
    if (wav) found.wav = wav;
    return found.kind === 'more' ? 'more' : 'enough';
  };
  const body = await openBody(response, waits(), brokeOff(requestId), look);
  if (body.isEmpty) throw notReady(requestId);
  const { kind, wav } = found;
  if (kind === null) throw notSound(requestId);
  return { kind, body, ...(wav && { wav }) };
}

function isTold<T extends { kind: SoundKind | 'more' }>(start: T): start is T & { kind: SoundKind } {
  return start.kind !== 'more';
}

async function foundInHead(
  head: Receiving['head'],
  requestId: string | null,
  waits: Receiving['waits'],
): Promise<Found> {
  for (const range of [HEAD_RANGE, LONG_HEAD_RANGE]) {
    const response = await head(range);
    try {
      const part = response.statusCode === 206 ? partOf(response, range) : null;
      if (part === 'other' || (response.statusCode !== 200 && !part)) throw notSound(requestId);
      const start = await openStart(response, part, requestId, waits);
      await start.body.stream.cancel();
      if (isTold(start)) return start;
    } finally {
      response.destroy();
    }
  }
  throw notSound(requestId);
}

function partOf(response: IncomingMessage, asked: string | null): ContentRange | 'other' {
  const part = readContentRange(header(response, 'content-range'));
  if (!part || asked === null || !answersRange(asked, part)) return 'other';
  const length = header(response, 'content-length');
  return length === null || Number(length) === part.end - part.start + 1 ? part : 'other';
}

/** What changes when the object does. */
function versionOf(response: IncomingMessage): string | null {
  return header(response, 'etag') ?? header(response, 'last-modified');
}

function brokeOff(requestId: string | null): (cause: unknown) => Error {
  return (cause) => providerFailed('录音传输中断', requestId, cause);
}

function notSound(requestId: string | null): Error {
  return providerFailed('返回的不是音频', requestId);
}

function refusal(status: number, requestId: string | null): Error {
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
