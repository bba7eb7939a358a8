import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { OutboundBot, RecordingLink } from '@/lib/outboundbot/types';

import type { RecordedCall } from './types';

/** A RIFF/WAVE head and some bytes that tell their own place. */
export function wave(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
  bytes.write('RIFF', 0, 'latin1');
  bytes.write('WAVEfmt ', 8, 'latin1');
  return bytes;
}

/** What a value comes to rest at: it has not changed for half a second; after 15 s whatever it is then. */
export async function settledValue(read: () => number): Promise<number> {
  let value = read();
  for (let tries = 0; tries < 30; tries += 1) {
    await sleep(500);
    const now = read();
    if (now === value) break;
    value = now;
  }
  return value;
}

export type ObjectStore = {
  endpoint: { protocol: 'http'; host: string };
  link: (path?: string) => string;
  received: IncomingMessage[];
  openConnections: () => number;
  close: () => Promise<void>;
};

/** An object store of which a test says how it answers. */
export async function startObjectStore(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ObjectStore> {
  const received: IncomingMessage[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    received.push(request);
    open += 1;
    response.once('close', () => (open -= 1));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: { protocol: 'http', host },
    link: (path = '/record/x.wav?Expires=1') => `http://${host}${path}`,
    received,
    openConnections: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves bytes as OSS does: Range, ETag, 416. */
export function serve(bytes: Buffer, type = 'audio/x-wav') {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const head = {
      'content-type': type,
      etag: '"e"',
      'last-modified': 'Mon, 23 Nov 2026 06:00:00 GMT',
      'accept-ranges': 'bytes',
    };
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
    if (!range) {
      response.writeHead(200, { ...head, 'content-length': bytes.length }).end(bytes);
      return;
    }
    const [, from = '', to = ''] = range;
    const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from);
    const end = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
    if (start > end) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const contentRange = `bytes ${start}-${end}/${bytes.length}`;
    response.writeHead(206, { ...head, 'content-range': contentRange, 'content-length': end - start + 1 });
    response.end(bytes.subarray(start, end + 1));
  };
}

/** A provider that gives these links, one after another, the last one for good. */
export function giving(...links: (string | RecordingLink | Error)[]) {
  let given = 0;
  const outboundbot: Pick<OutboundBot, 'downloadRecording'> = {
    async downloadRecording(_callId, { onAttempt }) {
      const link = links[Math.min(given, links.length - 1)]!;
      given += 1;
      onAttempt?.({ operation: 'DownloadRecording', requestId: 'R-sign', rows: 1, ms: 1, code: 'OK' });
      if (link instanceof Error) throw link;
      if (typeof link !== 'string') return link;
      return { state: 'ready', url: link, expiresAt: new Date(Date.now() + 3_600_000), fileName: null };
    },
  };
  return { outboundbot, signed: () => given };
}

export const CALL: RecordedCall = {
  rowId: 7,
  callId: 'call-1',
  callStatus: 'Succeeded',
  callResult: 'SucceededFinish',
  held: null,
  taskName: '十一月/回访',
  leadName: '张三',
  leadPhoneMasked: '138****8000',
  plannedTime: '2026-11-23T06:00:00.000Z',
};
