import { isSameStream, readMpegFrame } from './mpeg-frame';
import { latin1, tagLength } from './tags';

/** What a file is by its first bytes; `wav`, `mp3` and `ogg` are read here. */
export type SoundKind = 'wav' | 'mp3' | 'ogg' | 'aac' | 'mp4' | 'flac' | 'amr' | 'aiff' | 'au' | 'webm';

export type Found =
  | { kind: SoundKind; at: number }
  /** More bytes are needed: at least those up to `upTo`. */
  | { kind: 'more'; upTo: number }
  /** Nothing that is known to be sound. */
  | { kind: null };

/** Before an MP3; more of them are no MP3. */
const MOST_ZEROS = 65_536;
const LONGEST_TAG = 64 << 20;
const NAMES: readonly (readonly [RegExp, SoundKind])[] = [
  [/^(RIFF|RIFX|RF64|BW64)....WAVE/s, 'wav'],
  [/^OggS/, 'ogg'],
  [/^fLaC/, 'flac'],
  [/^#!AMR/, 'amr'],
  [/^FORM....AIF[FC]/s, 'aiff'],
  [/^\.snd/, 'au'],
  // What EBML begins with: a control character and three more.
  [/^.E\xdf\xa3/s, 'webm'],
  [/^....ftyp/s, 'mp4'],
];
const NAME_BYTES = 12;
const ADTS_HEAD = 7;

/**
 * Says what a file is: by its magic where it has one, an MP3 by frames that follow each other, both also behind tags;
 * an MP3 also behind zeros. Two bytes like a frame's are found in anything.
 * @param head the file's first bytes, from the first one on
 * @param isWhole there are no more
 */
export function soundKind(head: Uint8Array, isWhole: boolean): Found {
  let at = 0;
  for (let zeros = 0; ;) {
    if (head.length - at < NAME_BYTES && !isWhole) return { kind: 'more', upTo: at + NAME_BYTES };
    // A tag with nothing behind it: an MP3's, and it has no sound.
    if (at >= head.length) return { kind: at === 0 || zeros > 0 ? null : 'mp3', at };
    const start = latin1(head, at, NAME_BYTES);
    const named = NAMES.find(([pattern]) => pattern.test(start));
    if (named) return { kind: named[1], at };
    const tag = tagLength(head, at);
    if (tag > LONGEST_TAG) return { kind: null };
    if (tag > 0) {
      at += tag;
      continue;
    }
    if (head[at] !== 0) return frames(head, at, isWhole);
    while (at < head.length && head[at] === 0) {
      at += 1;
      zeros += 1;
    }
    if (zeros > MOST_ZEROS) return { kind: null };
  }
}

function frames(head: Uint8Array, at: number, isWhole: boolean): Found {
  const frame = readMpegFrame(head, at);
  // What free format is shows only a search for the next frame.
  if (frame?.bitrate === 0) return { kind: 'mp3', at };
  const length = frame?.length ?? adtsLength(head, at);
  if (length === 0) return { kind: null };
  const kind = frame ? 'mp3' : 'aac';
  const next = at + length;
  // A single frame is a file of a few hundredths of a second.
  if (next + ADTS_HEAD > head.length) {
    if (!isWhole) return { kind: 'more', upTo: next + ADTS_HEAD };
    return next <= head.length ? { kind, at } : { kind: null };
  }
  const second = frame && readMpegFrame(head, next);
  const isFollowed = frame
    ? (second !== null && isSameStream(frame, second)) || tagLength(head, next) > 0
    : adtsLength(head, next) > 0;
  return isFollowed ? { kind, at } : { kind: null };
}

/** The length of the AAC frame that begins there, 0 when none does: the sync word has a bit more, and there is no layer. */
function adtsLength(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes.subarray(at, at + 6);
  if (a !== 0xff || (b & 0xf6) !== 0xf0 || ((c >> 2) & 0x0f) > 12) return 0;
  const length = ((d & 3) << 11) | (e << 3) | (f >> 5);
  return length >= 7 ? length : 0;
}
