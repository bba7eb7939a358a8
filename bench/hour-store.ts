// An object store that holds a recording of an hour, 8 kHz, two sides, 16 bits (115 MB), in a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { tones, wavFile } from '@/lib/recordings/peaks/testing/wav';

export const HOUR = { rate: 8000, channels: 2, durationMs: 3_600_000 };
const MINUTES = 60;
const STORE = 'callboard-hour-store';

if (process.env.BENCH_STORE === STORE) serve();

/** Starts it; the answer is the recording's address. */
export async function startHourStore(): Promise<{ url: URL; stop: () => void }> {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_STORE: STORE },
  });
  const [port] = (await once(child, 'message')) as [number];
  const stop = () => {
    child.disconnect();
    child.kill();
  };
  return { url: new URL(`http://127.0.0.1:${port}/hour.wav`), stop };
}

/** One minute of sound sixty times, so that this process needs no more than that. */
function serve(): void {
  const voices = [
    { from: 2, to: 25, height: 9000 },
    { from: 27, to: 55, height: 14_000 },
  ];
  const minute = Buffer.from(tones(60, HOUR.rate, voices).buffer);
  const head = wavFile(Buffer.alloc(0), { dataSize: minute.length * MINUTES });
  const length = head.length + minute.length * MINUTES;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': length });
    Readable.from(anHour(head, minute)).pipe(response);
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
}

function* anHour(head: Buffer, minute: Buffer): Generator<Buffer> {
  yield head;
  for (let at = 0; at < MINUTES; at += 1) {
    for (let from = 0; from < minute.length; from += 65_536) yield minute.subarray(from, from + 65_536);
  }
}
