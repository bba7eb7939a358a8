import { setMaxListeners } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';

import type { Answer, Kind } from './report';
import { PAGE_ROWS, type Operator } from './world';

const unpack: Record<string, (bytes: Buffer) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
};

export type Asked = Answer & { headers: IncomingHttpHeaders; body: Buffer };

/** The server had closed a kept connection just before it was used again: a browser opens another one. */
class StaleConnection extends Error {}

type Question = { method: 'GET' | 'POST'; path: string; body?: string };

/** What the browser asks for one kind, `time` saying which job of the page it is. */
export function questionOf(kind: Kind, { taskId, page, rowIds }: Operator, time: number): Question {
  switch (kind) {
    case 'page':
      return { method: 'GET', path: `/tasks/${taskId}?size=${PAGE_ROWS}&page=${page}` };
    case 'list':
      return { method: 'GET', path: `/api/tasks/${taskId}/jobs?page=${page}&size=${PAGE_ROWS}` };
    case 'job':
      return { method: 'GET', path: `/api/jobs/${rowIds[time % rowIds.length]}` };
    case 'health':
      return { method: 'GET', path: '/api/health' };
    case 'refresh': {
      const body = { task_id: taskId, page, page_size: PAGE_ROWS, skip_recording: false };
      return { method: 'POST', path: '/api/query-task-execution', body: JSON.stringify(body) };
    }
  }
}

/**
 * Asks as a browser does: with the session's cookie, over connections that are kept, compressed answers welcome.
 * @param base origin of the app, or of the handler that only sends its bytes
 */
export function createAsker(base: string, signal: AbortSignal) {
  const { hostname, port, origin } = new URL(base);
  const agent = new Agent({ keepAlive: true });
  // Every request under way listens to it.
  setMaxListeners(0, signal);

  const sendOnce = ({ method, path, body }: Question, cookie: string) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const headers = {
        cookie,
        'accept-encoding': 'gzip, deflate, br',
        ...(body !== undefined && {
          origin,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
      };
      let hasAnswer = false;
      const asking = request({ hostname, port, method, path, headers, agent, signal }, (response) => {
        hasAnswer = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      asking.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = asking.reusedSocket && !hasAnswer && error.code === 'ECONNRESET';
        reject(isStale ? new StaleConnection() : error);
      });
      asking.end(body);
    });

  async function send(question: Question, cookie: string): ReturnType<typeof sendOnce> {
    try {
      return await sendOnce(question, cookie);
    } catch (error) {
      if (error instanceof StaleConnection) return send(question, cookie);
      throw error;
    }
  }

  async function ask(kind: Kind, operator: Operator, time: number): Promise<Asked> {
    const from = performance.now();
    try {
      const answer = await send(questionOf(kind, operator, time), operator.cookie);
      const ms = performance.now() - from;
      const code = await codeOf(kind, operator, answer);
      return { kind, ms, code, retryAfter: answer.headers['retry-after'] !== undefined, ...answer };
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      const ms = performance.now() - from;
      const nothing = { headers: {}, body: Buffer.alloc(0), retryAfter: false };
      return { kind, ms, status: 0, code: code ?? name, ...nothing };
    }
  }
  return { ask, end: () => agent.destroy() };
}

export async function textOf({ headers, body }: Pick<Asked, 'headers' | 'body'>): Promise<string> {
  const packed = unpack[headers['content-encoding'] ?? ''];
  return (packed ? await packed(body) : body).toString('utf8');
}

/** '' of a success. A page has begun with 200 before it fails, so that its rows tell. */
async function codeOf(
  kind: Kind,
  operator: Operator,
  answer: { status: number; headers: IncomingHttpHeaders; body: Buffer },
): Promise<string> {
  if (answer.status !== 200) return /"code":(\d+)/.exec(await textOf(answer))?.[1] ?? '';
  if (kind !== 'page') return '';
  const html = await textOf(answer);
  return operator.rowIds.every((id) => html.includes(`data-row-id="${id}"`)) ? '' : 'without its rows';
}
