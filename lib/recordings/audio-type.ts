const BY_EXTENSION: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  amr: 'audio/amr',
};

/**
 * The audio type that a recording is sent as; never anything but audio, whatever the source says. The extension comes
 * first, because it is the same for every range of one object.
 * @param first the object's first bytes; null when they are not at hand
 * @returns null when the bytes are a text (an error page in place of the sound)
 */
export function audioType(path: string, sourceType: string, first: Uint8Array | null): string | null {
  if (first && looksLikeText(first)) return null;
  if (/\b(html|xml|json)\b/i.test(sourceType)) return null;
  const extension = /\.([a-z0-9]{1,5})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const known = BY_EXTENSION[extension] ?? (first && sniff(first));
  if (known) return known;
  const type = sourceType.replace(/;.*$/s, '').trim().toLowerCase();
  return /^audio\/[\w.+-]+$/.test(type) ? type : 'audio/wav';
}

/** The extension that fits an audio type. */
export function audioExtension(type: string): string {
  return Object.entries(BY_EXTENSION).find(([, known]) => known === type)?.[0] ?? 'wav';
}

function looksLikeText(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 64))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return start.startsWith('<') || start.startsWith('{');
}

function sniff(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (start.startsWith('ID3') || /^\xff[\xe2-\xff]/.test(start)) return 'audio/mpeg';
  if (start.startsWith('OggS')) return 'audio/ogg';
  if (start.slice(4, 8) === 'ftyp') return 'audio/mp4';
  return start.startsWith('#!AMR') ? 'audio/amr' : null;
}
