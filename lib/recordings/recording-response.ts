import { contentDisposition, fileName } from '@/lib/values/file-names';
import { maskText } from '@/lib/values/masking';

import { audioExtension } from './audio-type';
import { openRecording, type OpenRecordingOptions } from './open-recording';
import { HEAD_RANGE, type OpenedRecording } from './receive-sound';
import type { RecordedCall } from './types';

/**
 * The answer to a listener: 200, 206 or 416 with the sound as a stream.
 * @param timeZone of the time in a download's file name
 * @throws AppError as `openRecording`
 */
export async function recordingResponse(
  call: RecordedCall,
  options: OpenRecordingOptions,
  { download, timeZone }: { download: boolean; timeZone: string },
): Promise<Response> {
  const opened = await openRecording(call, options);
  return new Response(opened.body, {
    status: opened.status,
    headers: completeHeaders(opened, call, download, timeZone),
  });
}

/**
 * The answer to HEAD: what a GET without Range would say, without its body. Asks for the beginning by GET, because a
 * signed link is good for GET alone.
 */
export async function recordingHead(
  call: RecordedCall,
  options: Omit<OpenRecordingOptions, 'range' | 'ifRange'>,
  { download, timeZone }: { download: boolean; timeZone: string },
): Promise<Response> {
  const opened = await openRecording(call, { ...options, range: HEAD_RANGE });
  await opened.body?.cancel();
  const headers = completeHeaders(opened, call, download, timeZone);
  const range = headers.get('content-range');
  if (range !== null) {
    const total = /\/(\d+)$/.exec(range)?.[1];
    headers.delete('content-range');
    if (total === undefined) headers.delete('content-length');
    else headers.set('content-length', total);
  }
  return new Response(null, { status: 200, headers });
}

/** Adds to what the sound itself tells: for this listener alone, nothing but audio, and a file name. */
export function completeHeaders(
  { headers, status }: Pick<OpenedRecording, 'headers' | 'status'>,
  call: RecordedCall,
  download: boolean,
  timeZone: string,
): Headers {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cache-control', 'private, no-store');
  if (status === 416) return headers;
  const extension = audioExtension(headers.get('content-type') ?? '');
  headers.set('content-disposition', disposition(call, extension, download, timeZone));
  return headers;
}

/** A name of a task or lead that another program wrote may be of any length. */
const LONGEST_WORD = 80;

/** The name of a recording's file: of task, lead, masked number and time. @param timeZone of the time */
export function recordingFileName(call: RecordedCall, extension: string, timeZone: string): string {
  const when = call.plannedTime === null ? null : localTime(new Date(call.plannedTime), timeZone);
  // No system forbids an x in a file's name.
  const phone = call.leadPhoneMasked?.replaceAll('*', 'x') ?? null;
  const words = [call.taskName, call.leadName].map(
    (text) => text && maskText(text.slice(0, LONGEST_WORD)).replaceAll('*', 'x'),
  );
  const parts = [...words, phone, when].filter((part) => part !== null && part !== '');
  return fileName(parts.length > 0 ? parts.join('-') : `recording-${call.rowId}`, extension);
}

function disposition(call: RecordedCall, extension: string, download: boolean, timeZone: string): string {
  const name = recordingFileName(call, extension, timeZone);
  const kind = download ? 'attachment' : 'inline';
  return contentDisposition(kind, `recording-${call.rowId}.${extension}`, name);
}

function localTime(time: Date, timeZone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    time,
  );
  return text.replaceAll(/\D/g, '');
}
