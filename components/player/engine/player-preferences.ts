import type { PlayerState } from './player-state';
import { toSpeed } from './speeds';

/** Where choices are kept; `read` gives null for one that was never made. */
export type PreferenceStore = {
  read: (key: string) => string | null;
  write: (key: string, value: string) => void;
};

type Remembered = Pick<PlayerState, 'speed' | 'volume' | 'skipSilence' | 'continuous'>;

const KEYS: Record<keyof Remembered, string> = {
  speed: 'callboard-player-speed',
  volume: 'callboard-player-volume',
  skipSilence: 'callboard-player-skip-silence',
  continuous: 'callboard-player-continuous',
};

/** What the person chose in this browser; a value that is none counts as never chosen. */
export function readPreferences({ read }: PreferenceStore): Remembered {
  const volume = Number.parseFloat(read(KEYS.volume) ?? '1');
  return {
    speed: toSpeed(read(KEYS.speed)),
    volume: volume >= 0 && volume <= 1 ? volume : 1,
    skipSilence: read(KEYS.skipSilence) === 'true',
    continuous: read(KEYS.continuous) === 'true',
  };
}

export function writePreference<K extends keyof Remembered>(
  { write }: PreferenceStore,
  name: K,
  value: Remembered[K],
): void {
  write(KEYS[name], String(value));
}

/** This browser's own store; one that keeps nothing is no reason to stop, the choice then holds for the page. */
export const browserPreferences: PreferenceStore = {
  read: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Private windows of some browsers refuse.
    }
  },
};
