import type { Range } from '@/lib/recordings/sound/types';

import { jumpTarget } from './playback-rules';
import type { PlayerState } from './player-state';

/** Keeps running sound to its loop and out of silence. */
export class RuleKeeper {
  /** Where nobody speaks, of the recording with this key. */
  #silences: { key: string; ranges: readonly Range[] } | null = null;
  /** The place at the last look. */
  #before = 0;

  setSilences(key: string, ranges: readonly Range[]): void {
    this.#silences = { key, ranges };
  }

  /** Somebody has gone to this second: what lies between is not sound that ran. */
  jumped(seconds: number): void {
    this.#before = seconds;
  }

  /** The second to go on at instead, or null; `now` in seconds. */
  target(now: number, { source, phase, loop, skipSilence }: PlayerState, seeking: boolean): number | null {
    const before = this.#before;
    this.#before = now;
    if (phase !== 'playing' || seeking) return null;
    const silences = skipSilence && this.#silences?.key === source?.key ? this.#silences : null;
    return jumpTarget({ before, now }, { loop, silences: silences?.ranges ?? null });
  }
}
