/** Stretches a second: 50 ms each, so that a stereo minute takes 4.8 KB. */
export const PEAKS_PER_SECOND = 20;

export type SoundFormat = { sampleRate: number; channels: 1 | 2 };

/** Takes the samples of a sound as they are decoded: 16 bits, interleaved, whole frames of one or two sides. */
export type SampleSink = { add: (samples: Int16Array<ArrayBuffer>) => void };

/** The lowest and highest sample of every stretch of a sound: what a waveform draws and speech is found in. */
export type Peaks = {
  durationMs: number;
  /** Sides that differ: two equal ones are one. */
  channels: 1 | 2;
  peaksPerSecond: number;
  /** Minimum and maximum of each stretch, -127 to 127 of full scale, channel after channel within a stretch. */
  peaks: Int8Array;
};

/**
 * Why a file has no waveform: it holds no sound, is of a kind that is not read here (a browser may know it), of one that
 * no browser plays either, is broken, or is longer than any call.
 */
export type UnreadableReason = 'empty' | 'unsupported' | 'unplayable' | 'damaged' | 'too_long';

/** A file that cannot be read, and never will be. */
export class UnreadableSound extends Error {
  override readonly name = 'UnreadableSound';

  constructor(readonly reason: UnreadableReason) {
    super(reason);
  }
}

/** A part of a recording in ms from its start. */
export type Range = readonly [fromMs: number, toMs: number];
