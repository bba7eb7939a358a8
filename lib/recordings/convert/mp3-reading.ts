import { providerFailed } from '../failures';
import type { KnownSounds } from '../known-sounds';
import { openRecording, type OpenRecordingOptions } from '../open-recording';
import type { OpenedRecording } from '../receive-sound';
import { mp3Facts, type Mp3Facts } from '../sound/mp3-facts';
import type { RecordedCall } from '../types';
import { HeadedStream } from './headed-stream';

/** What is known of an MP3 that was read before, and is still the same. */
export function knownMp3(
  { link, version }: OpenedRecording,
  known: KnownSounds | undefined,
): Mp3Facts | null {
  const sound = known?.get(new URL(link.url));
  return sound && sound.version === version ? (sound.mp3 ?? null) : null;
}

/**
 * Reads the whole of an MP3 and remembers what it tells.
 * @throws UnreadableSound; AppError `provider_failed`
 */
export async function readMp3(
  { link, version, byteLength }: OpenedRecording,
  source: HeadedStream,
  known: KnownSounds | undefined,
): Promise<Mp3Facts> {
  const mp3 = await mp3Facts(source.read());
  known?.set(new URL(link.url), { version, byteLength, kind: 'mp3', mp3 });
  return mp3;
}

/**
 * Opens a recording that was read to its end once more, mostly by the same link; it has its ten seconds anew.
 * @throws AppError as `openRecording`; `provider_failed` when it has changed meanwhile
 */
export async function openAgain(
  call: RecordedCall,
  { link, version }: OpenedRecording,
  options: OpenRecordingOptions,
): Promise<HeadedStream> {
  const opened = await openRecording({ ...call, held: link }, { ...options, startedAt: Date.now() });
  if (opened.version === version) return new HeadedStream(opened.body ?? new ReadableStream());
  await opened.body?.cancel();
  throw providerFailed('录音刚刚变了', null);
}
