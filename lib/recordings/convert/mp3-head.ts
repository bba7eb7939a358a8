/** MPEG audio, layer III: sync word, version, layer, bit rate, sampling rate, mode. */
const SYNC = (a: number, b: number, c: number) =>
  a === 0xff && (b & 0xe6) === 0xe2 && (b & 0x18) !== 0x08 && c >> 4 !== 0x0f && (c & 0x0c) !== 0x0c;
const MONO = 3;
const ID3_HEAD = 10;

/** How many channels the first frame within these bytes has, behind an ID3 tag; 2 when none is found. */
export function mp3Channels(bytes: Uint8Array): 1 | 2 {
  for (let at = id3Length(bytes); at + 3 < bytes.length; at += 1) {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
    if (SYNC(a, b, c)) return d >> 6 === MONO ? 1 : 2;
  }
  return 2;
}

function id3Length(bytes: Uint8Array): number {
  if (bytes.length < ID3_HEAD || Buffer.from(bytes.subarray(0, 3)).toString('latin1') !== 'ID3') return 0;
  // Four times seven bits.
  return bytes.subarray(6, ID3_HEAD).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0) + ID3_HEAD;
}
