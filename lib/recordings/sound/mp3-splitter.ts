import { UnreadableSound } from './types';
import { FRAME_HEADER_BYTES, isSameStream, LONGEST_FRAME, readMpegFrame, type MpegFrame } from './mpeg-frame';
import { tagLength } from './tags';

/** Enough to see a frame and the two after it. */
const LOOK_AHEAD = 3 * LONGEST_FRAME + FRAME_HEADER_BYTES;
/** More bytes than this between the frames, and more than a tenth of all, are no MP3 with a blemish. */
const MOST_JUNK = 65_536;
const LONGEST_TAG = 64 << 20;

/**
 * Cuts an MP3 into its frames as it comes, however it is cut, joined, tagged or spoilt. A frame counts where the frame
 * before it ends; anywhere else only when the next two follow it, for two bytes like a frame's are found in any noise.
 */
export class Mp3Splitter {
  private bytes: Buffer = Buffer.alloc(0);
  /** Where `bytes` begins in the file. */
  private start = 0;
  private skip = 0;
  private current: MpegFrame | null = null;
  private isLocked = false;
  private taken = 0;
  private junk = 0;

  /** @param take called for each frame, with its bytes (good until it returns) and where it begins in the file */
  constructor(private readonly take: (frame: MpegFrame, bytes: Uint8Array, offset: number) => void) {}

  /** @throws UnreadableSound when this is no MP3 */
  push(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    this.cut(false);
  }

  /** @throws UnreadableSound when there was no frame, or too little of it was */
  finish(): void {
    this.cut(true);
    this.junk += this.bytes.length;
    if (this.taken === 0) throw new UnreadableSound('damaged');
    this.checkJunk();
  }

  private cut(isEnd: boolean): void {
    let at = 0;
    const { bytes } = this;
    for (;;) {
      const skipped = Math.min(this.skip, bytes.length - at);
      at += skipped;
      this.skip -= skipped;
      if (bytes.length - at < (isEnd ? FRAME_HEADER_BYTES : LOOK_AHEAD)) break;
      const frame = readMpegFrame(bytes, at);
      if (frame && this.isFrame(frame, at, isEnd)) {
        // The end of a file that was cut short.
        if (at + frame.length > bytes.length) break;
        this.accept(frame, bytes.subarray(at, at + frame.length), this.start + at);
        at += frame.length;
        continue;
      }
      const tag = tagLength(bytes, at);
      if (tag > 0 && tag < LONGEST_TAG) {
        this.skip = tag;
        continue;
      }
      this.isLocked = false;
      this.junk += 1;
      at += 1;
      if (this.junk > MOST_JUNK) this.checkJunk();
    }
    this.start += at;
    // A copy: the source's own memory is not held on to.
    this.bytes = Buffer.from(bytes.subarray(at));
  }

  private isFrame(frame: MpegFrame, at: number, isEnd: boolean): boolean {
    if (frame.bitrate === 0) {
      if (this.taken === 0 && this.isFreeFormat(frame, at)) throw new UnreadableSound('unplayable');
      return false;
    }
    if (this.isLocked && this.current && isSameStream(frame, this.current)) return true;
    let next = at;
    for (let follower = frame, seen = 0; seen < 2; seen += 1) {
      next += follower.length;
      if (next + FRAME_HEADER_BYTES > this.bytes.length) {
        // The last frames of a file have none after them; a single one has to end where the file does.
        return isEnd && (seen > 0 || next === this.bytes.length);
      }
      const found = readMpegFrame(this.bytes, next);
      if (!found || found.bitrate === 0 || !isSameStream(frame, found))
        return tagLength(this.bytes, next) > 0;
      follower = found;
    }
    return true;
  }

  /** A second frame like it at a distance that a third one has, too. */
  private isFreeFormat(frame: MpegFrame, at: number): boolean {
    const isLike = (place: number) => {
      const other = readMpegFrame(this.bytes, place);
      return other !== null && other.bitrate === 0 && isSameStream(frame, other);
    };
    const last = Math.min(at + LONGEST_FRAME, this.bytes.length - FRAME_HEADER_BYTES);
    for (let place = at + 24; place < last; place += 1) {
      if (!isLike(place)) continue;
      const third = 2 * place - at;
      // The padding may differ by a byte.
      if ([third - 1, third, third + 1].some(isLike)) return true;
    }
    return false;
  }

  private accept(frame: MpegFrame, bytes: Uint8Array, offset: number): void {
    this.current = frame;
    this.isLocked = true;
    this.taken += frame.length;
    this.take(frame, bytes, offset);
  }

  private checkJunk(): void {
    if (this.junk > this.taken / 10 + MOST_JUNK) throw new UnreadableSound('damaged');
  }
}
