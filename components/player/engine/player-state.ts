import type { RecordingState } from '@/lib/recordings/queries';
import type { DbId } from '@/lib/values/db-id';

import type { Loop } from './playback-rules';

/** A recording that can be played. `key` names the call: a job that was called again is another recording. */
export type PlayerSource = {
  key: string;
  rowId: DbId;
  callId: string | null;
  /** Another call than the one that the row shows: the server has to be asked for it by name. */
  otherCall?: boolean;
  url: string;
  /** Who was called, for the small player and the system's media keys. */
  title: string;
  taskId: DbId;
  taskName: string;
  /** Seconds, as the provider tells them; until the sound itself is known. */
  expectedSeconds: number | null;
};

/** Why the sound broke off: what the server says of the recording, or what the browser could not do. */
export type PlayerFailure =
  RecordingState | { state: 'unplayable' | 'unreachable' | 'no_output'; request_id?: string };

export type PlayerPhase = 'empty' | 'loading' | 'paused' | 'playing' | 'waiting' | 'ended' | 'failed';

/** Both sides of a stereo recording, or one of them in both ears. */
export type HeardSide = 'both' | 'left' | 'right';

export type PlayerState = {
  source: PlayerSource | null;
  phase: PlayerPhase;
  /** Whether somebody has played it; one that is only got ready is nobody's sound yet. */
  begun: boolean;
  /** Seconds; null until known. */
  duration: number | null;
  speed: number;
  volume: number;
  muted: boolean;
  /** Of this recording alone. */
  side: HeardSide;
  loop: Loop | null;
  skipSilence: boolean;
  /** Whether the next recording of the task follows by itself. */
  continuous: boolean;
  failure: PlayerFailure | null;
};

export const NO_SOUND: PlayerState = {
  source: null,
  phase: 'empty',
  begun: false,
  duration: null,
  speed: 1,
  volume: 1,
  muted: false,
  side: 'both',
  loop: null,
  skipSilence: false,
  continuous: false,
  failure: null,
};

/** Whether sound runs or is on its way. */
export function isBusy(phase: PlayerPhase): boolean {
  return phase === 'playing' || phase === 'waiting';
}
