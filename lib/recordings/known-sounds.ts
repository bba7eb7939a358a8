import type { Mp3Facts } from './sound/mp3-facts';
import type { SoundKind } from './sound/sound-kind';
import type { WavFormat } from './sound/wav-reader';

const MOST = 500;

export type KnownSound = {
  /** ETag or date: the same name may come to hold other bytes. */
  version: string | null;
  kind: SoundKind;
  /** Of the whole file; null when the store does not say. */
  byteLength: number | null;
  wav?: WavFormat;
  mp3?: Mp3Facts;
};

/**
 * What recordings were found to be, so that a part of one, which does not show it, need not be asked for with its
 * beginning. Another instance simply looks again.
 */
export class KnownSounds {
  private readonly sounds = new Map<string, KnownSound>();

  /** @param url of the object; its signature does not count */
  get(url: URL): KnownSound | null {
    return this.sounds.get(keyOf(url)) ?? null;
  }

  set(url: URL, sound: KnownSound): void {
    const key = keyOf(url);
    this.sounds.delete(key);
    this.sounds.set(key, sound);
    for (const [oldest] of this.sounds) {
      if (this.sounds.size <= MOST) break;
      this.sounds.delete(oldest);
    }
  }
}

const keyOf = ({ host, pathname }: URL) => `${host}${pathname}`;
