const ID3_HEAD = 10;
const ID3V1_BYTES = 128;
const APE_FOOTER = 32;
/** I, T, A */
const FIRST_BYTES: ReadonlySet<number> = new Set([0x49, 0x54, 0x41]);

/**
 * How long the tag is that begins there (ID3v1, ID3v2, APE), in bytes; 0 when none does.
 * At least 32 bytes have to be at hand, or all there are.
 */
export function tagLength(bytes: Uint8Array, at: number): number {
  // Asked at each byte of what is no frame.
  if (!FIRST_BYTES.has(bytes[at] ?? 0)) return 0;
  const name = latin1(bytes, at, 8);
  if (name.startsWith('ID3') && bytes.length - at >= ID3_HEAD) {
    const size = bytes.subarray(at + 6, at + ID3_HEAD);
    if (size.some((byte) => byte > 0x7f)) return 0;
    // Four times seven bits; a footer repeats the head.
    const footer = ((bytes[at + 5] ?? 0) & 0x10) === 0 ? 0 : ID3_HEAD;
    return size.reduce((sum, byte) => sum * 128 + byte, 0) + ID3_HEAD + footer;
  }
  if (name.startsWith('TAG')) return ID3V1_BYTES;
  if (name === 'APETAGEX' && bytes.length - at >= APE_FOOTER) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(12, true);
    return size + APE_FOOTER;
  }
  return 0;
}

export function latin1(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', at, at + length);
}
