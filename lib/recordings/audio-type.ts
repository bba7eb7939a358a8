import { soundKind, type SoundKind } from './sound/sound-kind';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  amr: 'audio/amr',
  aac: 'audio/aac',
  flac: 'audio/flac',
  aiff: 'audio/aiff',
  au: 'audio/basic',
  webm: 'audio/webm',
};
const BY_KIND: Readonly<Record<SoundKind, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  aac: 'audio/aac',
  mp4: 'audio/mp4',
  flac: 'audio/flac',
  amr: 'audio/amr',
  aiff: 'audio/aiff',
  au: 'audio/basic',
  webm: 'audio/webm',
};
/** Whoever looks so far knows every kind but one behind a larger tag, whose tag then tells. */
const LONGEST_LOOK = 131_072;

/**
 * The audio type that a recording is sent as; never anything but audio, whatever the source says. The extension comes
 * first, else what the file is; both are the same for the whole of it, for a part and for HEAD.
 */
export function audioType(path: string, kind: SoundKind): string {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return BY_EXTENSION[extension] ?? BY_KIND[kind];
}

/** The extension that fits an audio type. */
export function audioExtension(type: string): string {
  return Object.entries(BY_EXTENSION).find(([, known]) => known === type)?.[0] ?? 'wav';
}

/** Whether the source says itself that this is a text, or several parts in one. */
export function isOtherThanSound(sourceType: string): boolean {
  return /\b(html|xml|json)\b|^multipart\//i.test(sourceType);
}

/**
 * What a recording begins like; null for what begins like no sound: an error page, or something else altogether.
 * @param head its first bytes
 * @param isWhole there are no more
 * @returns 'more' when more bytes are needed
 */
export function beginsLike(head: Uint8Array, isWhole: boolean): SoundKind | 'more' | null {
  const found = soundKind(head, isWhole);
  if (found.kind !== 'more') return found.kind ?? (isWhole ? cutKind(head) : null);
  const isTag = Buffer.from(head.subarray(0, 3)).toString('latin1') === 'ID3';
  if (isTag && found.upTo > LONGEST_LOOK) return 'mp3';
  return head.length < LONGEST_LOOK ? 'more' : null;
}

/** A file that ended before its kind was told. */
function cutKind(head: Uint8Array): SoundKind | null {
  if (head.length === 0 || head.length >= 12) return null;
  const start = Buffer.from(head).toString('latin1');
  return /^R(I(F(F.*)?)?)?$/s.test(start) ? 'wav' : /^I(D(3.*)?)?$/s.test(start) ? 'mp3' : null;
}
