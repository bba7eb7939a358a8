// A bare Node handler that sends given bytes, in a process of its own: what an answer of that size costs at the least.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import type { Kind } from './report';

export type Sample = {
  kind: Kind;
  method: string;
  path: string;
  headers: [string, string][];
  base64: string;
};

const BARE = 'callboard-bare-handler';

if (process.env.BENCH_BARE === BARE) process.once('message', (samples) => serve(samples as Sample[]));

/** Starts it with what it has to send to each request, by method and path without its query. */
export async function startBareHandler(
  samples: Sample[],
): Promise<{ url: string; pid: number; stop: () => void }> {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_BARE: BARE },
  });
  child.send(samples);
  const [port] = (await once(child, 'message')) as [number];
  const stop = () => {
    child.disconnect();
    child.kill();
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid!, stop };
}

const nameOf = (method = '', target = '') => `${method} ${target.split('?')[0]}`;

function serve(samples: Sample[]): void {
  const answers = new Map(
    samples.map(({ method, path, headers, base64 }) => [
      nameOf(method, path),
      { headers: Object.fromEntries(headers), body: Buffer.from(base64, 'base64') },
    ]),
  );
  const server = createServer((request, response) => {
    request.resume();
    const answer = answers.get(nameOf(request.method, request.url));
    request.once('end', () => {
      response.writeHead(answer ? 200 : 404, answer?.headers);
      response.end(answer?.body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
}
