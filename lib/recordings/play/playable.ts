import type { KnownSound } from '../known-sounds';
import type { Mp3Facts } from '../sound/mp3-facts';
import { samplesIn } from '../sound/wav-format';
import type { WavFormat } from '../sound/wav-reader';

/** A sound that is decoded here for the browser: which one, and how long it is. */
export type Decoded = {
  sampleRate: number;
  channels: 1 | 2;
  /** Of each side. */
  samples: number;
} & ({ from: 'wav'; wav: WavFormat; dataBytes: number } | { from: 'mp3'; mp3: Mp3Facts });

/**
 * What a browser has to be given in place of a recording, so that it plays, is as long as it is told to be, and goes
 * where it is sent; null: the recording itself, or nothing better is known.
 *
 * As it is goes a WAV of the kinds that every browser decodes, with a head that is right about its length, and an MP3
 * whose every second has as many bytes: browsers reckon the length and each place of an MP3 from its first bytes.
 */
export function toDecode({ kind, wav, mp3, byteLength }: KnownSound): Decoded | null {
  if (kind === 'wav' && wav && byteLength !== null) {
    const { dataBytes: told, dataOffset, lines, sampleRate, is64, isPlain } = wav;
    const dataBytes = Math.max(0, Math.min(told, byteLength - dataOffset));
    const samples = samplesIn(wav, dataBytes);
    const isAsItIs = isPlain && !is64 && lines <= 2 && told <= byteLength - dataOffset;
    if (isAsItIs || samples === null || samples === 0) return null;
    return { from: 'wav', wav, dataBytes, sampleRate, channels: lines === 1 ? 1 : 2, samples };
  }
  if (kind === 'mp3' && mp3 && !mp3.isEven) {
    const { sampleRate, channels, samples } = mp3;
    return { from: 'mp3', mp3, sampleRate, channels, samples };
  }
  return null;
}

/** Whether the whole of a recording has to be read before it is known how it is to be played. */
export function isToBeRead({ kind, mp3 }: KnownSound): boolean {
  return kind === 'mp3' && !mp3;
}
