/** So many bytes tell the kind of a file. */
export const KIND_BYTES = 4;

/** By its first bytes; null for a file that nobody here can read. */
export function soundKind(bytes: Uint8Array): 'wav' | 'mp3' | null {
  const start = Buffer.from(bytes.subarray(0, KIND_BYTES)).toString('latin1');
  if (/^(RIFF|RIFX|RF64)$/.test(start)) return 'wav';
  // An ID3 tag, or the sync word of an MPEG audio frame.
  return start.startsWith('ID3') || /^\xff[\xe2-\xff]/.test(start) ? 'mp3' : null;
}
