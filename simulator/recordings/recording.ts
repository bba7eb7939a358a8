import { createHash } from 'node:crypto';

import { hashKeys, hashText } from '../world/random';
import type { ScriptedFile } from './scripted-file';
import { speak, voiceOf } from './voice';
import { bytesPerFrame, type WavFormat, wavHeader, writeSample } from './wav';

export type Segment = { speaker: 'Robot' | 'Contact'; fromMs: number; toMs: number };

/**
 * A recording before it is made: who speaks when, in ms from the answering of the call. Robot left, customer right;
 * one channel holds both. `swapped` changes the sides.
 */
export type Recording = {
  name: string;
  durationMs: number;
  segments: readonly Segment[];
  format: WavFormat;
  swapped: boolean;
  /** Hz */
  pitches: { Robot: number; Contact: number };
  /** Takes the place of everything else. */
  file?: ScriptedFile;
};

export const TELEPHONE: WavFormat = { codec: 'pcm16', rate: 8000, channels: 2 };
const BLOCK_FRAMES = 16_384;

export function frameCount({ durationMs, format }: Recording): number {
  return Math.round((durationMs / 1000) * format.rate);
}

/** The size of the file in bytes. */
export function byteLength(recording: Recording): number {
  if (recording.file) return recording.file.bytes.length;
  const frames = frameCount(recording);
  return wavHeader(recording.format, frames).length + frames * bytesPerFrame(recording.format);
}

/** Changes with anything that changes the bytes. */
export function entityTag(recording: Recording): string {
  const content = recording.file?.bytes ?? JSON.stringify(recording);
  return `"${createHash('md5').update(content).digest('hex').toUpperCase()}"`;
}

/** The bytes from `start` up to `end` (not included) of the file, block by block; nothing before `start` is made. */
export function* readBytes(recording: Recording, start: number, end: number): Generator<Buffer> {
  if (recording.file) return yield recording.file.bytes.subarray(start, end);
  const frames = frameCount(recording);
  const header = wavHeader(recording.format, frames);
  if (start < header.length) yield header.subarray(start, Math.min(end, header.length));
  const frameBytes = bytesPerFrame(recording.format);
  let at = Math.max(start, header.length) - header.length;
  const stop = end - header.length;
  while (at < stop) {
    const first = Math.floor(at / frameBytes);
    const last = Math.min(frames, first + BLOCK_FRAMES);
    const block = readFrames(recording, first, last);
    const blockStart = first * frameBytes;
    yield block.subarray(at - blockStart, Math.min(stop - blockStart, block.length));
    at = last * frameBytes;
  }
}

/** The encoded frames from `first` up to `last` (not included). */
function readFrames(recording: Recording, first: number, last: number): Buffer {
  const { format, segments, name, swapped } = recording;
  const count = last - first;
  const robot = new Int16Array(count);
  const contact = format.channels === 1 ? robot : new Int16Array(count);
  for (const [i, { speaker, fromMs, toMs }] of segments.entries()) {
    const begin = Math.round((fromMs / 1000) * format.rate);
    const end = Math.min(Math.round((toMs / 1000) * format.rate), frameCount(recording));
    if (end <= first || begin >= last) continue;
    const from = Math.max(begin, first);
    const voice = voiceOf(recording.pitches[speaker]);
    const seed = hashKeys(hashText(name), i);
    const target = speaker === 'Robot' ? robot : contact;
    speak(
      voice,
      seed,
      format.rate,
      end - begin,
      from - begin,
      Math.min(end, last) - begin,
      target,
      from - first,
    );
  }
  const [left, right] = swapped ? [contact, robot] : [robot, contact];
  const bytes = Buffer.allocUnsafe(count * bytesPerFrame(format));
  let offset = 0;
  for (let n = 0; n < count; n++) {
    offset = writeSample(bytes, offset, format.codec, left[n]!);
    if (format.channels === 2) offset = writeSample(bytes, offset, format.codec, right[n]!);
  }
  return bytes;
}
