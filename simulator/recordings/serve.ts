import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as othersTurn } from 'node:timers/promises';

import type { Faults, Subject } from '../faults';
import { OBJECT_FAULTS } from '../faults';
import { strikeTransport } from '../api/transport-faults';
import type { RecordingLibrary } from './library';
import type { Links } from './links';
import { readRange } from './range';
import { byteLength, entityTag, readBytes } from './recording';

/**
 * Answers GET and HEAD of a recording as an object store does: signed links only, one Range, ETag; errors in XML.
 */
export async function serveRecording(
  context: { library: RecordingLibrary; links: Links; faults: Faults; requestId: string },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const objectName = decode(url.pathname.slice('/record/'.length));
  const refuse = (status: number, code: string, message: string, headers: Record<string, string> = {}) => {
    const xml =
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n` +
      `  <RequestId>${context.requestId}</RequestId>\n  <HostId>${request.headers.host ?? ''}</HostId>\n</Error>\n`;
    const length = String(Buffer.byteLength(xml));
    response.writeHead(status, { 'content-type': 'application/xml', 'content-length': length, ...headers });
    response.end(request.method === 'HEAD' ? undefined : xml);
  };

  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const verdict = context.links.verify(objectName, url.searchParams);
  if (verdict === 'expired') return refuse(403, 'AccessDenied', 'Request has expired.');
  if (verdict === 'invalid') return refuse(403, 'AccessDenied', 'The request signature does not match.');

  const found = context.library.ofObject(objectName);
  const subject: Subject = {
    operation: 'GetRecording',
    jobIds: found?.jobId ? [found.jobId] : [],
    callId: found?.callId ?? objectName.replace(/\.wav$/, ''),
  };
  const cut = await strikeTransport(context.faults, subject, response, context.requestId);
  if (cut === 'answered') return;
  const fault = context.faults.takeOne(subject, OBJECT_FAULTS);
  if (fault?.kind === 'linkRedirect') {
    response.writeHead(302, { location: fault.url ?? 'http://127.0.0.1:9/', 'content-length': '0' });
    return void response.end();
  }
  if (fault?.kind === 'recordingHtml') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    return void response.end('<!doctype html><script>alert(1)</script><p>not a recording</p>');
  }
  if (!found || found.state === 'gone' || found.state === 'none' || fault?.kind === 'recordingGone') {
    return refuse(404, 'NoSuchKey', 'The specified key does not exist.');
  }

  const { recording } = found;
  const size = byteLength(recording);
  const tag = entityTag(recording);
  const ifRange = request.headers['if-range'];
  const range = ifRange && ifRange !== tag ? 'whole' : readRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    return refuse(416, 'InvalidRange', 'The requested range cannot be satisfied.', {
      'content-range': `bytes */${size}`,
    });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size } : range;
  response.writeHead(range === 'whole' ? 200 : 206, {
    'content-type': recording.file?.type ?? 'audio/wav',
    'content-length': String(end - start),
    'accept-ranges': 'bytes',
    etag: tag,
    'last-modified': new Date(found.endedAt ?? 0).toUTCString(),
    'x-oss-request-id': context.requestId,
    'x-oss-object-type': 'Normal',
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  });
  if (request.method === 'HEAD') return void response.end();

  const stalls = cut === 'stall';
  const limit = stalls
    ? Math.floor((end - start) / 2)
    : fault?.kind === 'recordingCut'
      ? (fault.bytes ?? 1000)
      : Infinity;
  const blocks = readBytes(recording, start, Math.min(end, start + limit));
  const source = Readable.from(inTurns(blocks), { objectMode: false });
  const whole = limit >= end - start;
  await pipeline(source, response, { end: whole }).catch(() => response.destroy()); // the listener went away
  if (!whole && !stalls) response.destroy();
}

/** Making an hour of sound takes seconds; a reader that is fast enough would keep all others waiting for it. */
async function* inTurns(blocks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const block of blocks) {
    yield block;
    await othersTurn();
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
