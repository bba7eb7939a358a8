import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  method: string;
  /** Path and query as they came. */
  url: string;
  /** Names as they were written, in order, each with its value. */
  headers: [name: string, value: string][];
  body: string;
};

type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

export type FakeProvider = {
  endpoint: string;
  received: Received[];
  /** Requests under way now, and the most that ever were. */
  underWay: () => number;
  mostUnderWay: () => number;
  answerWith: (answer: Answer) => void;
  close: () => Promise<void>;
};

/** A bare HTTP server of which a test says byte by byte how it answers; the simulator would be too well-behaved. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const received: Received[] = [];
  let answer: Answer = (_request, response) => json(response, 200, envelope());
  let underWay = 0;
  let mostUnderWay = 0;
  const server = createServer((request, response) => {
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    response.once('close', () => (underWay -= 1));
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const raw = request.rawHeaders;
      const headers = raw.flatMap((name, at): [string, string][] =>
        at % 2 === 0 ? [[name, raw[at + 1]!]] : [],
      );
      received.push({ method: request.method!, url: request.url!, headers, body });
      answer(request, response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    underWay: () => underWay,
    mostUnderWay: () => mostUnderWay,
    answerWith: (next) => (answer = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The common envelope of a success. */
export function envelope(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { Code: 'OK', HttpStatusCode: 200, Message: 'Success', RequestId: 'R-1', Success: true, ...fields };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** The values of `JobId.1`, `JobId.2` ... in a request. */
export function jobIdsOf(request: { url?: string }): string[] {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  return [...query].filter(([name]) => name.startsWith('JobId.')).map(([, value]) => value);
}
