import type { PeaksAnswer } from '@/lib/recordings/queries';

import type { Wave } from './waveform';

type OffsetSource = Extract<PeaksAnswer, { state: 'ready' }>['offset_source'];
type Unreadable = Extract<PeaksAnswer, { state: 'unreadable' }>['reason'];

/** What the sound of a recording tells, and what people set right about it. */
export type AlignedAudio = {
  /** Null until it is there, and where there is none. */
  wave: Wave | null;
  /** Why there never will be a waveform. */
  unreadable: Unreadable | null;
  /** How far the words are from the sound, in ms, and who says so. */
  offset: { ms: number; source: OffsetSource };
  /** Moves the words by so many ms; remembered for this call. */
  nudge: (ms: number) => void;
  /** Places the words by guess again. */
  forgetOffset: () => void;
  /** Says that the robot is on the other side; remembered for the task. */
  flipSides: () => void;
};

/** A place in the recording that a search found, in seconds. */
export type WaveHit = { seconds: number; current: boolean };
