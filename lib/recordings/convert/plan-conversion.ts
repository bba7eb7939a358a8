import type { Mp3Facts } from '../sound/mp3-facts';
import { readMpegFrame } from '../sound/mpeg-frame';
import { soundKind, type SoundKind } from '../sound/sound-kind';
import { latin1 } from '../sound/tags';
import { samplesIn } from '../sound/wav-format';
import { WavReader, type WavFormat } from '../sound/wav-reader';
import { UnreadableSound } from '../sound/types';
import type { HeadedStream } from './headed-stream';
import type { TargetFormat } from './types';

/** What may stand before the sound; a longer head is no call's. */
const LONGEST_HEAD = 262_144;
/** Longer than nearly every call; an hour takes the encoder some 10 to 60 s of one core. */
export const LONGEST_WITH_THREAD_SECONDS = 2 * 3600;
/** A WAV's sizes have 32 bits. */
const MOST_WAV_BYTES = 0xffffffff - 100;

export type ConversionPlan =
  /** The file is what was asked for. */
  | { work: 'none' }
  | {
      work: 'convert';
      /** Null: as many as there are. */
      channels: 1 | 2 | null;
      /** Null when nobody can know before the end. */
      frames: number | null;
      /** Encoding and decoding MP3 or Opus take a thread each; samples alone are as good as nothing. */
      needsThread: boolean;
    };

/**
 * How a recording becomes what was asked for, from its first bytes. How many sides an MP3 has, and how long it is, only
 * the whole of it tells: `mp3` is asked for that.
 * @param byteLength of the whole file; null when the store does not say
 * @throws UnreadableSound when it cannot be read, or is too long for the server to encode; whatever the source throws
 */
export async function planConversion(
  source: HeadedStream,
  byteLength: number | null,
  target: TargetFormat,
  mp3: () => Promise<Mp3Facts | null>,
): Promise<ConversionPlan> {
  const { kind, at, head } = await kindOf(source);
  if (kind === 'wav') return planWav(await wavFormat(source, head, at), at, byteLength, target);
  if (kind === 'mp3') {
    // Free format: hardly a program reads it.
    if (readMpegFrame(head, at)?.bitrate === 0) throw new UnreadableSound('unplayable');
    if (target === 'mp3') return { work: 'none' };
    const facts = await mp3();
    return {
      work: 'convert',
      channels: facts?.channels ?? null,
      frames: facts?.samples ?? null,
      needsThread: true,
    };
  }
  if (kind === 'ogg' && latin1(head, at, head.length).includes('OpusHead'))
    return { work: 'convert', channels: null, frames: null, needsThread: true };
  throw new UnreadableSound('unsupported');
}

async function kindOf(source: HeadedStream): Promise<{ kind: SoundKind; at: number; head: Uint8Array }> {
  let head: Uint8Array = new Uint8Array(0);
  for (;;) {
    const piece = await source.look();
    if (piece) head = Buffer.concat([head, piece]);
    if (head.length === 0) throw new UnreadableSound('empty');
    const isWhole = piece === null;
    const found = soundKind(head, isWhole);
    if (found.kind === null)
      throw new UnreadableSound(isWhole && head.length < 12 ? 'damaged' : 'unsupported');
    if (found.kind !== 'more') return { kind: found.kind, at: found.at, head };
    if (head.length > LONGEST_HEAD) throw new UnreadableSound('damaged');
  }
}

async function wavFormat(source: HeadedStream, head: Uint8Array, at: number): Promise<WavFormat> {
  const found: WavFormat[] = [];
  const reader = new WavReader((format) => {
    found.push(format);
    return { push: () => {}, finish: () => {} };
  });
  let length = head.length;
  await reader.push(head.subarray(at));
  for (;;) {
    const [format] = found;
    if (format) return { ...format, dataOffset: format.dataOffset + at };
    const piece = length < LONGEST_HEAD ? await source.look() : null;
    if (!piece) throw new UnreadableSound('damaged');
    length += piece.length;
    await reader.push(piece);
  }
}

function planWav(
  format: WavFormat,
  at: number,
  byteLength: number | null,
  target: TargetFormat,
): ConversionPlan {
  const { codec, dataBytes, dataOffset, sampleRate, lines, isPlain, is64 } = format;
  if (target === 'wav' && codec === 'pcm16' && isPlain && !is64 && at === 0) return { work: 'none' };
  // The head may promise more than there is: 2 GB of a file that was cut short.
  const bytes = byteLength === null ? null : Math.max(0, Math.min(dataBytes, byteLength - dataOffset));
  const frames = bytes === null ? null : samplesIn(format, bytes);
  const channels = lines === 1 ? 1 : 2;
  const needsThread = target === 'mp3' || codec === 'mpeg';
  if (frames !== null) {
    if (frames <= 0) throw new UnreadableSound('empty');
    const isLong = needsThread && frames / sampleRate > LONGEST_WITH_THREAD_SECONDS;
    if (isLong || frames * channels * 2 > MOST_WAV_BYTES) throw new UnreadableSound('too_long');
  }
  return { work: 'convert', channels, frames, needsThread };
}
