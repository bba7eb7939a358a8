import { UnreadableSound } from './types';
import { readMp3Info, type Mp3Info } from './mp3-info';
import { Mp3Splitter } from './mp3-splitter';
import type { MpegFrame } from './mpeg-frame';

/** What a decoder adds before the first sample (529: ISO 11172-3's filter bank), on top of the encoder's own delay. */
const DECODER_DELAY = 529;
/** Every so many frames have a place in the index. */
export const INDEX_STEP = 16;

/** What all frames of an MP3 together tell. */
export type Mp3Facts = {
  sampleRate: number;
  channels: 1 | 2;
  /** Of each frame, and frames with sound in them. */
  frameSamples: number;
  frames: number;
  /** What of the decoded samples is no sound, at either end. */
  trim: { start: number; end: number };
  /** Samples of each side that are left: the length of the sound. */
  samples: number;
  /** Every frame has as many bytes a second, and no first frame says anything else: players then reckon rightly. */
  isEven: boolean;
  /** Where every 16th frame begins in the file. */
  index: number[];
};

/** Gathers the facts frame by frame. */
export class Mp3FactsBuilder {
  private readonly splitter: Mp3Splitter;
  private first: MpegFrame | null = null;
  private info: Mp3Info | null = null;
  private channels: 1 | 2 = 1;
  private frames = 0;
  private end = 0;
  private isEven = true;
  private readonly index: number[] = [];

  /** @param take called for each frame that holds sound */
  constructor(private readonly take?: (frame: MpegFrame, bytes: Uint8Array) => void) {
    this.splitter = new Mp3Splitter((frame, bytes, offset) => this.add(frame, bytes, offset));
  }

  /** @throws UnreadableSound */
  push(bytes: Uint8Array): void {
    this.splitter.push(bytes);
  }

  /** What the encoder says of the beginning, once there was a frame. */
  get trim(): Mp3Facts['trim'] {
    const { delay, padding } = this.info ?? {};
    if (delay === null || delay === undefined || padding === null || padding === undefined)
      return { start: 0, end: 0 };
    return { start: delay + DECODER_DELAY, end: Math.max(0, padding - DECODER_DELAY) };
  }

  /** @throws UnreadableSound */
  finish(): Mp3Facts {
    this.splitter.finish();
    const { first, frames, channels, info, index } = this;
    if (!first || frames === 0) throw new UnreadableSound('damaged');
    const decoded = frames * first.samples;
    const told = this.trim;
    const trim = told.start + told.end < decoded ? told : { start: 0, end: 0 };
    return {
      sampleRate: first.sampleRate,
      channels,
      frameSamples: first.samples,
      frames,
      trim,
      samples: decoded - trim.start - trim.end,
      isEven: this.isEven && (info === null || info.frames === null || info.frames === frames),
      index,
    };
  }

  private add(frame: MpegFrame, bytes: Uint8Array, offset: number): void {
    const { first } = this;
    if (!first && this.info === null) {
      this.info = readMp3Info(frame, bytes);
      if (this.info) {
        this.end = offset + frame.length;
        return;
      }
    }
    if (first && (first.sampleRate !== frame.sampleRate || first.samples !== frame.samples)) {
      // Joined from two sounds: one of them would run at the other's speed.
      throw new UnreadableSound('unsupported');
    }
    if (frame.channels > this.channels) this.channels = frame.channels;
    const isGap = this.end !== 0 && offset !== this.end;
    if (isGap || (first && (frame.bitrate !== first.bitrate || frame.channels !== first.channels)))
      this.isEven = false;
    this.first ??= frame;
    this.end = offset + frame.length;
    if (this.frames % INDEX_STEP === 0) this.index.push(offset);
    this.frames += 1;
    this.take?.(frame, bytes);
  }
}

/**
 * Reads a whole MP3 without decoding it: some ten milliseconds for a call of five minutes.
 * @throws UnreadableSound; whatever the source throws
 */
export async function mp3Facts(source: AsyncIterable<Uint8Array>): Promise<Mp3Facts> {
  const builder = new Mp3FactsBuilder();
  for await (const bytes of source) builder.push(bytes);
  return builder.finish();
}
