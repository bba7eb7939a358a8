import type { MpegFrame } from './mpeg-frame';
import { latin1 } from './tags';

/** What an encoder wrote into a first frame that holds no sound (Xing, Info, VBRI). */
export type Mp3Info = {
  /** Frames behind this one; null when it does not say. */
  frames: number | null;
  /** Samples that the encoder put before the sound and behind it; null when it does not say. */
  delay: number | null;
  padding: number | null;
};

const VBRI_OFFSET = 36;
const TOC_BYTES = 100;
/** The places of both numbers behind the flags' fields in what LAME and others write. */
const DELAY_OFFSET = 21;

/** Null for a frame that holds sound. */
export function readMp3Info(frame: MpegFrame, bytes: Uint8Array): Mp3Info | null {
  if (frame.layer !== 3) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sideBytes = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const at = 4 + sideBytes;
  const name = latin1(bytes, at, 4);
  if ((name === 'Xing' || name === 'Info') && at + 8 <= bytes.length) {
    const flags = view.getUint32(at + 4);
    let place = at + 8;
    let frames: number | null = null;
    if (flags & 1 && place + 4 <= bytes.length) frames = view.getUint32(place);
    for (const [bit, length] of [
      [1, 4],
      [2, 4],
      [4, TOC_BYTES],
      [8, 4],
    ] as const) {
      if (flags & bit) place += length;
    }
    const numbers = place + DELAY_OFFSET;
    const isTold = /^(LAME|Lavf|Lavc|L3\.9)/.test(latin1(bytes, place, 4)) && numbers + 3 <= bytes.length;
    const both = isTold ? (view.getUint16(numbers) << 8) | view.getUint8(numbers + 2) : null;
    return { frames, delay: both === null ? null : both >> 12, padding: both === null ? null : both & 0xfff };
  }
  if (latin1(bytes, VBRI_OFFSET, 4) === 'VBRI' && VBRI_OFFSET + 18 <= bytes.length) {
    return { frames: view.getUint32(VBRI_OFFSET + 14), delay: null, padding: null };
  }
  return null;
}
