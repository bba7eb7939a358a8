import { AppError } from '@/lib/errors';

import { knownMp3, readMp3 } from '../convert/mp3-reading';
import { ConversionSlots } from '../convert/conversion-slots';
import { HeadedStream } from '../convert/headed-stream';
import { listenerStream } from '../convert/listener-stream';
import { wavHead } from '../convert/write-wav';
import { providerFailed } from '../failures';
import type { KnownSound, KnownSounds } from '../known-sounds';
import { openRecording, type OpenRecordingOptions } from '../open-recording';
import { UnreadableSound } from '../sound/types';
import { isSingleRange } from '../range';
import { HEAD_RANGE, type OpenedRecording } from '../receive-sound';
import { completeHeaders } from '../recording-response';
import type { RecordedCall, SignedLink } from '../types';
import { decodeFrom, startOf } from './decode-from';
import { isToBeRead, toDecode, type Decoded } from './playable';

/** Streams of MP3 that are decoded at once in one process: each has a thread while it is taken. */
const MOST_DECODERS = 12;
/** A listener who takes nothing for so long has what he needs, and asks again by range. */
const PATIENCE_MS = 15_000;
const BUSY_RETRY_SECONDS = 5;
const decoders = new ConversionSlots(MOST_DECODERS);

type Options = OpenRecordingOptions & { known: KnownSounds };

/**
 * The answer to a browser's player: the recording as it is where every browser plays that and tells its length rightly,
 * else as WAV of 16 bits, decoded from wherever the player asks for it.
 * @throws AppError as `openRecording`; `converter_busy`
 */
export async function playableResponse(
  call: RecordedCall,
  options: Options,
  { timeZone }: { timeZone: string },
): Promise<Response> {
  const held = call.held && options.known.get(new URL(call.held.url)) ? call.held : null;
  // What is known already need not be opened to see what it is.
  let opened = held ? null : await openRecording(call, options);
  try {
    const link = held ?? (await linkOfKnown(call, opened, options));
    const sound = options.known.get(new URL(link.url));
    if (sound) {
      const { decoded, version } = await decodedOf({ ...call, held: link }, sound, options);
      if (decoded) {
        await opened?.body?.cancel();
        return await decodedResponse({ ...call, held: link }, options, decoded, { version, timeZone });
      }
    }
  } catch (error) {
    await opened?.body?.cancel();
    throw error;
  }
  opened ??= await openRecording(call, anew(options));
  const headers = completeHeaders(opened, call, false, timeZone);
  return new Response(opened.body, { status: opened.status, headers });
}

/** A part behind the recording's end may be within its WAV's: only the beginning tells what it is. */
async function linkOfKnown(
  call: RecordedCall,
  opened: OpenedRecording | null,
  options: Options,
): Promise<SignedLink> {
  if (opened && opened.status !== 416) return opened.link;
  const start = await openRecording(call, { ...options, range: HEAD_RANGE, ifRange: null });
  await start.body?.cancel();
  return start.link;
}

/** Reading a whole MP3 first may have taken all of the time to the first bytes. */
function anew(options: Options): Options {
  return { ...options, startedAt: Date.now() };
}

type Way = { decoded: Decoded | null; version: string | null };

async function decodedOf(call: RecordedCall, sound: KnownSound, options: Options): Promise<Way> {
  if (!isToBeRead(sound)) return { decoded: toDecode(sound), version: sound.version };
  const whole = await openRecording(call, { ...options, range: null, ifRange: null });
  const source = new HeadedStream(whole.body ?? new ReadableStream());
  try {
    const mp3 = knownMp3(whole, options.known) ?? (await readMp3(whole, source, options.known));
    return { decoded: toDecode({ ...sound, mp3 }), version: whole.version };
  } catch (error) {
    // What is not understood here the browser may still play.
    if (error instanceof UnreadableSound) return { decoded: null, version: whole.version };
    throw error;
  } finally {
    await source.cancel();
  }
}

async function decodedResponse(
  call: RecordedCall & { held: SignedLink },
  options: Options,
  decoded: Decoded,
  { version, timeZone }: { version: string | null; timeZone: string },
): Promise<Response> {
  const frameBytes = decoded.channels * 2;
  const head = wavHead(decoded.sampleRate, decoded.channels, decoded.samples);
  const total = head.length + decoded.samples * frameBytes;
  const etag = version?.startsWith('"') ? `${version.slice(0, -1)}-wav"` : null;
  const headers = new Headers({ 'content-type': 'audio/wav', 'accept-ranges': 'bytes' });
  if (etag) headers.set('etag', etag);
  const isCurrent = !options.ifRange || options.ifRange === etag;
  const part = isCurrent ? partOf(options.range ?? null, total) : 'whole';
  if (part === 'none') {
    headers.set('content-range', `bytes */${total}`);
    return new Response(null, {
      status: 416,
      headers: completeHeaders({ status: 416, headers }, call, false, timeZone),
    });
  }
  const { start, end } = part === 'whole' ? { start: 0, end: total - 1 } : part;
  headers.set('content-length', String(end - start + 1));
  if (part !== 'whole') headers.set('content-range', `bytes ${start}-${end}/${total}`);
  const status = part === 'whole' ? 200 : 206;
  completeHeaders({ status, headers }, call, false, timeZone);
  const release = decoded.from === 'mp3' ? decoders.take() : () => {};
  if (!release) throw new AppError('converter_busy', { retryAfterSeconds: BUSY_RETRY_SECONDS });
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const work = partBytes(
    { call, options: { ...options, signal }, decoded, version, head, start, end },
    release,
  );
  try {
    const { value: first } = await work.next();
    if (!first) throw providerFailed('录音传输中断', null);
    const stream = listenerStream(first, work, {
      patienceMs: decoded.from === 'mp3' ? PATIENCE_MS : null,
      leaveOff: () => Promise.resolve(ending.abort()),
    });
    return new Response(stream, { status, headers });
  } catch (error) {
    ending.abort();
    await work.return();
    if (!(error instanceof UnreadableSound)) throw error;
    throw providerFailed('录音无法解码', null, error);
  }
}

type Part = {
  call: RecordedCall & { held: SignedLink };
  options: Options;
  decoded: Decoded;
  version: string | null;
  head: Uint8Array;
  start: number;
  end: number;
};

/** The bytes of the WAV from `start` to `end`; the recording is asked for only where its sound is wanted. */
async function* partBytes(
  { call, options, decoded, version, head, start, end }: Part,
  release: () => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (start < head.length) yield head.subarray(start, end + 1);
    const from = Math.max(start, head.length) - head.length;
    const until = end + 1 - head.length;
    if (until <= from) return;
    const frameBytes = decoded.channels * 2;
    const first = Math.floor(from / frameBytes);
    const count = Math.ceil(until / frameBytes) - first;
    const place = startOf(decoded, first);
    const range = `bytes=${place.offset}-${place.end ?? ''}`;
    const opened = await openRecording(call, { ...anew(options), range, ifRange: null });
    if (opened.version !== version || opened.status !== 206) {
      await opened.body?.cancel();
      throw providerFailed('录音刚刚变了', null);
    }
    let left = until - from;
    let skip = from - first * frameBytes;
    const source = new HeadedStream(opened.body ?? new ReadableStream());
    for await (const samples of decodeFrom(decoded, source.read(), place, count)) {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).subarray(skip);
      skip = 0;
      const piece = bytes.subarray(0, left);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  } finally {
    release();
  }
}

function partOf(range: string | null, total: number): { start: number; end: number } | 'whole' | 'none' {
  if (range === null || !isSingleRange(range)) return 'whole';
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === '') {
    const length = Math.min(Number(to), total);
    return length > 0 ? { start: total - length, end: total - 1 } : 'none';
  }
  const start = Number(from);
  const end = to === '' ? total - 1 : Math.min(Number(to), total - 1);
  if (to !== '' && Number(to) < start) return 'whole';
  return start < total ? { start, end } : 'none';
}
