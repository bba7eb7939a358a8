/** A recording that a test wrote byte by byte: of another format, cut short, or no sound at all. */
export type ScriptedFile = { bytes: Buffer; extension: string; type: string };
export type ScriptedFileInput = { base64: string; extension?: 'wav' | 'mp3'; type?: string };

/** Throws a TypeError for one that makes no sense. */
export function toScriptedFile({ base64, extension = 'wav', type }: ScriptedFileInput): ScriptedFile {
  if (typeof base64 !== 'string') throw new TypeError('a file needs its bytes in base64');
  if (extension !== 'wav' && extension !== 'mp3')
    throw new TypeError(`unknown extension: ${String(extension)}`);
  const bytes = Buffer.from(base64, 'base64');
  return { bytes, extension, type: type ?? (extension === 'mp3' ? 'audio/mpeg' : 'audio/wav') };
}
