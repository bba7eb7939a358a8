import { AppError } from '@/lib/errors';

import { openRecording, type OpenRecordingOptions } from '../open-recording';
import { UnreadableSound, type UnreadableReason } from '../sound/types';
import { completeHeaders } from '../recording-response';
import type { RecordedCall } from '../types';
import type { ConversionSlots } from './conversion-slots';
import { decodeSound } from './decode-sound';
import { HeadedStream } from './headed-stream';
import { knownMp3, openAgain, readMp3 } from './mp3-reading';
import { listenerStream } from './listener-stream';
import { planConversion, type ConversionPlan } from './plan-conversion';
import type { TargetFormat } from './types';
import { writeMp3 } from './write-mp3';
import { WAV_HEAD_BYTES, writeWav } from './write-wav';

/** A thread waits so long for a listener who takes nothing; others want it. */
const PATIENCE_MS = 60_000;
const BUSY_RETRY_SECONDS = 30;

const TYPES: Readonly<Record<TargetFormat, string>> = { wav: 'audio/wav', mp3: 'audio/mpeg' };
const REASONS: Readonly<Record<UnreadableReason, string>> = {
  empty: '文件里没有声音',
  unsupported: '无法识别文件的格式',
  unplayable: '无法识别文件的格式',
  damaged: '文件已损坏',
  too_long: '录音太长',
};

export type ConversionOptions = {
  target: TargetFormat;
  download: boolean;
  /** Of the time in the file's name. */
  timeZone: string;
  slots: ConversionSlots;
  patienceMs?: number;
};
type OpenOptions = Omit<OpenRecordingOptions, 'range' | 'ifRange'>;

/**
 * The whole recording in another format, made while it is sent: memory is that of a piece, whatever the length. One
 * that has the format already is sent as it is.
 * @throws AppError as `openRecording`; `not_convertible`; `converter_busy`
 */
export async function convertedResponse(
  call: RecordedCall,
  options: OpenOptions,
  { patienceMs = PATIENCE_MS, ...as }: ConversionOptions,
): Promise<Response> {
  const { source, plan, headers } = await prepare(call, options, as, false);
  let release: (() => void) | null = null;
  if (plan.work === 'convert' && plan.needsThread) {
    release = as.slots.take();
    if (!release) {
      await source.cancel();
      throw busy();
    }
  }
  const work = releasing(produce(source, plan, as.target), release);
  try {
    // What cannot be converted shows at its first block: then there is still an answer to give.
    const { value: first } = await work.next();
    if (!first) throw new UnreadableSound('empty');
    const stream = listenerStream(first, work, {
      patienceMs: release && patienceMs,
      leaveOff: () => source.cancel(),
    });
    return new Response(stream, { headers });
  } catch (error) {
    await source.cancel();
    throw toFailure(error);
  }
}

/**
 * The answer to HEAD: what GET would say, as far as the file's first bytes tell.
 * @throws as `convertedResponse`
 */
export async function convertedHead(
  call: RecordedCall,
  options: OpenOptions,
  as: ConversionOptions,
): Promise<Response> {
  const { source, plan, headers } = await prepare(call, options, as, true);
  await source.cancel();
  if (plan.work === 'convert' && plan.needsThread && as.slots.isFull) throw busy();
  return new Response(null, { headers });
}

async function prepare(
  call: RecordedCall,
  options: OpenOptions,
  { target, download, timeZone }: ConversionOptions,
  isHead: boolean,
): Promise<{ source: HeadedStream; plan: ConversionPlan; headers: Headers }> {
  const opened = await openRecording(call, options);
  let source = new HeadedStream(opened.body ?? new ReadableStream());
  const told = opened.headers.get('content-length');
  try {
    let isRead = false;
    const mp3 = async () => {
      const known = knownMp3(opened, options.known);
      // HEAD does not read a whole recording to say how long a conversion would be.
      if (known || isHead) return known;
      isRead = true;
      return readMp3(opened, source, options.known);
    };
    const plan = await planConversion(source, told === null ? null : Number(told), target, mp3);
    if (isRead) source = await openAgain(call, opened, options);
    // Ranges are the original's: the pieces of a conversion cannot be made one by one.
    const headers = new Headers({ 'content-type': TYPES[target], 'accept-ranges': 'none' });
    const length = plan.work === 'none' ? told : lengthOf(plan, target);
    if (length !== null) headers.set('content-length', String(length));
    const complete = completeHeaders({ status: 200, headers }, call, download, timeZone);
    return { source, plan, headers: complete };
  } catch (error) {
    await source.cancel();
    throw toFailure(error);
  }
}

type Conversion = Extract<ConversionPlan, { work: 'convert' }>;

function lengthOf({ frames, channels }: Conversion, target: TargetFormat): number | null {
  return target === 'wav' && frames !== null && channels !== null
    ? WAV_HEAD_BYTES + frames * channels * 2
    : null;
}

function produce(
  source: HeadedStream,
  plan: ConversionPlan,
  target: TargetFormat,
): AsyncGenerator<Uint8Array, void> {
  if (plan.work === 'none') return source.read();
  const sound = decodeSound(source.read(), plan.channels);
  return target === 'wav' ? writeWav(sound, plan.frames) : writeMp3(sound);
}

async function* releasing(
  work: AsyncGenerator<Uint8Array, void>,
  release: (() => void) | null,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* work;
  } finally {
    release?.();
  }
}

function busy(): AppError {
  return new AppError('converter_busy', { retryAfterSeconds: BUSY_RETRY_SECONDS });
}

function toFailure(error: unknown): unknown {
  if (!(error instanceof UnreadableSound)) return error;
  const message = `录音无法转换：${REASONS[error.reason]}。请下载原始文件`;
  return new AppError('not_convertible', { message, cause: error });
}
