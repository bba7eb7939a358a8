import { mp3Channels } from './mp3-head';
import type { HeadedStream } from './headed-stream';
import type { TargetFormat } from './types';
import { KIND_BYTES, soundKind } from '../peaks/sound-kind';
import { UnreadableSound } from '../peaks/types';
import { WavReader, type WavFormat } from '../peaks/wav-reader';

/** What may stand before the sound; a longer head is no call's. */
const LONGEST_HEAD = 262_144;
/** Enough of an MP3 to find a frame in. */
const MP3_HEAD = 8192;
/** Longer than nearly every call; an hour takes the encoder some 10 to 60 s of one core. */
export const LONGEST_WITH_THREAD_SECONDS = 2 * 3600;
/** A WAV's sizes have 32 bits. */
const MOST_WAV_BYTES = 0xffffffff - 100;

export type ConversionPlan =
  /** The file is what was asked for. */
  | { work: 'none' }
  | {
      work: 'convert';
      from: 'wav' | 'mp3';
      channels: 1 | 2;
      /** Null when nobody can know before the end. */
      frames: number | null;
      /** Encoding and decoding MP3 take a thread each; samples alone are as good as nothing. */
      needsThread: boolean;
    };

/**
 * How a recording becomes what was asked for, from its first bytes.
 * @param byteLength of the whole file; null when the store does not say
 * @throws UnreadableSound when it cannot be read, or is too long for the server to encode; whatever the source throws
 */
export async function planConversion(
  source: HeadedStream,
  byteLength: number | null,
  target: TargetFormat,
): Promise<ConversionPlan> {
  let head: Uint8Array = await more(source, new Uint8Array(0));
  while (head.length < KIND_BYTES) head = await more(source, head);
  const from = soundKind(head);
  if (!from) throw new UnreadableSound('unsupported');
  if (from === 'wav') return planWav(await wavFormat(source, head), byteLength, target);
  if (target === 'mp3') return { work: 'none' };
  while (head.length < MP3_HEAD) {
    const piece = await source.look();
    if (!piece) break;
    head = Buffer.concat([head, piece]);
  }
  return { work: 'convert', from, channels: mp3Channels(head), frames: null, needsThread: true };
}

async function more(source: HeadedStream, head: Uint8Array): Promise<Uint8Array> {
  const piece = await source.look();
  if (!piece) throw new UnreadableSound(head.length === 0 ? 'empty' : 'damaged');
  return Buffer.concat([head, piece]);
}

async function wavFormat(source: HeadedStream, head: Uint8Array): Promise<WavFormat> {
  const found: WavFormat[] = [];
  const reader = new WavReader((format) => {
    found.push(format);
    return { add: () => {} };
  });
  let length = head.length;
  reader.push(head);
  for (;;) {
    const [format] = found;
    if (format) return format;
    const piece = length < LONGEST_HEAD ? await source.look() : null;
    if (!piece) throw new UnreadableSound('damaged');
    length += piece.length;
    reader.push(piece);
  }
}

function planWav(format: WavFormat, byteLength: number | null, target: TargetFormat): ConversionPlan {
  if (target === 'wav' && format.codec === 'pcm16le') return { work: 'none' };
  const { dataBytes, dataOffset, frameBytes, sampleRate } = format;
  // The head may promise more than there is: 2 GB of a file that was cut short.
  const frames =
    byteLength === null ? null : Math.floor(Math.min(dataBytes, byteLength - dataOffset) / frameBytes);
  const channels = format.channels === 1 ? 1 : 2;
  const needsThread = target === 'mp3';
  if (frames !== null) {
    if (frames <= 0) throw new UnreadableSound('empty');
    const isLong = needsThread && frames / sampleRate > LONGEST_WITH_THREAD_SECONDS;
    if (isLong || frames * channels * 2 > MOST_WAV_BYTES) throw new UnreadableSound('too_long');
  }
  return { work: 'convert', from: 'wav', channels, frames, needsThread };
}
