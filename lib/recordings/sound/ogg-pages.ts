import { UnreadableSound } from './types';
import { latin1 } from './tags';

const HEAD_BYTES = 27;
const LONGEST_PACKET = 1 << 20;

export type OggPacket = {
  bytes: Uint8Array;
  /** Of the page that the packet ends in, when it is that page's last one; else null. */
  granule: bigint | null;
  /** Of the stream's last page. */
  isLast: boolean;
};

/** Takes the packets of the first stream out of an Ogg file as it comes (RFC 3533). */
export class OggPages {
  private bytes: Buffer = Buffer.alloc(0);
  private serial: number | null = null;
  private begun: Uint8Array[] = [];
  private begunBytes = 0;

  constructor(private readonly take: (packet: OggPacket) => void) {}

  /** @throws UnreadableSound when the pages do not follow each other */
  push(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    let at = 0;
    for (let length = this.pageLength(at); length !== null; length = this.pageLength(at)) {
      if (at + length > this.bytes.length) break;
      this.readPage(this.bytes.subarray(at, at + length));
      at += length;
    }
    this.bytes = Buffer.from(this.bytes.subarray(at));
  }

  private pageLength(at: number): number | null {
    const { bytes } = this;
    if (bytes.length - at < HEAD_BYTES) return null;
    if (latin1(bytes, at, 4) !== 'OggS') throw new UnreadableSound('damaged');
    const segments = bytes[at + 26] ?? 0;
    if (bytes.length - at < HEAD_BYTES + segments) return null;
    const table = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + segments);
    return HEAD_BYTES + segments + table.reduce((sum, size) => sum + size, 0);
  }

  private readPage(page: Buffer): void {
    const serial = page.readUInt32LE(14);
    this.serial ??= serial;
    if (serial !== this.serial) return;
    const flags = page[5] ?? 0;
    const granule = page.readBigInt64LE(6);
    const segments = page[26] ?? 0;
    // A packet that goes on from a page that never came is dropped.
    let isDropping = (flags & 1) !== 0 && this.begun.length === 0;
    if ((flags & 1) === 0) this.drop();
    const lastEnd = page.subarray(HEAD_BYTES, HEAD_BYTES + segments).findLastIndex((size) => size < 255);
    let at = HEAD_BYTES + segments;
    for (let segment = 0; segment < segments; segment += 1) {
      const size = page[HEAD_BYTES + segment] ?? 0;
      this.begun.push(page.subarray(at, at + size));
      this.begunBytes += size;
      at += size;
      if (this.begunBytes > LONGEST_PACKET) throw new UnreadableSound('damaged');
      if (size === 255) continue;
      const bytes = Buffer.concat(this.begun);
      this.drop();
      if (!isDropping) {
        const isEnd = segment === lastEnd;
        this.take({ bytes, granule: isEnd ? granule : null, isLast: isEnd && (flags & 4) !== 0 });
      }
      isDropping = false;
    }
    // The page's memory is not held on to.
    this.begun = this.begun.map((part) => Buffer.from(part));
  }

  private drop(): void {
    this.begun = [];
    this.begunBytes = 0;
  }
}
