import 'server-only';

import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { AppError } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';

import { toAnswer } from '../answer';
import { pathOfTarget, refusalOf } from './front-checks';
import { guardAnswer } from './guard-answer';
import { broughtRequestId } from '../request-id';
import { requestState, withRequestState, type RequestState } from '../request-state';

// Next answers what it cannot work with as it likes, Node what it cannot parse, and neither as the contract says. So this
// stands before both: it sees each request and each broken connection of every HTTP server of the process.

const shared = globalThis as typeof globalThis & { callboardFrontDesk?: true };

/** Puts the front desk before Next. For the start of the process. @param headers that every answer carries */
export function openFrontDesk(headers: Record<string, string>, isDevelopment: boolean): void {
  if (shared.callboardFrontDesk) return;
  shared.callboardFrontDesk = true;
  // Node would refuse a request without Host, and one that expects what it does not know, by itself with an empty answer.
  subscribe('http.server.request.start', (message) => {
    const { server, request } = message as {
      server: { requireHostHeader: boolean };
      request: IncomingMessage;
    };
    server.requireHostHeader = false;
    if (!/100-continue/i.test(request.headers.expect ?? '')) delete request.headers.expect;
  });
  if (!isDevelopment) quietConsole();
  type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean;
  const emit = Reflect.get(Server.prototype, 'emit') as Emit;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
    const pass = (): boolean => emit.call(this, event, ...args);
    switch (event) {
      case 'request':
        // What the development overlay asks of Next's own server is no request to the product.
        if (isDevelopment && (args[0] as IncomingMessage).url?.startsWith('/__nextjs')) return pass();
        return receive(args as [IncomingMessage, ServerResponse], headers, pass);
      case 'clientError':
        return answerBroken(args[0] as NodeJS.ErrnoException, args[1] as Duplex, headers);
      case 'upgrade':
        return isDevelopment ? pass() : refuseUpgrade(args as [IncomingMessage, Duplex], headers);
      default:
        return pass();
    }
  } as typeof Server.prototype.emit;
}

/** Next writes an error of many lines for each body that it could not read; the request's line tells it. */
function quietConsole(): void {
  for (const level of ['error', 'warn'] as const) {
    const write = console[level];
    console[level] = (...args: unknown[]) => {
      const state = requestState();
      if (state && ((state.isAction && !state.actionReached) || state.isGone())) return;
      write(...args);
    };
  }
}

/** @param pass hands the request to Next */
function receive(
  [request, response]: [IncomingMessage, ServerResponse],
  headers: Record<string, string>,
  pass: () => boolean,
): boolean {
  const startedAt = performance.now();
  const requestId = broughtRequestId(request.headers['x-request-id']) ?? randomUUID();
  const method = request.method ?? '';
  request.url = pathOfTarget(request.url ?? '/');
  // Next takes a nonce from it, which only our proxy may name.
  delete request.headers['content-security-policy'];
  delete request.headers['x-nonce'];

  const state: RequestState = {
    requestId,
    isAction: request.headers['next-action'] !== undefined,
    actionReached: false,
    isGone: () => request.socket.destroyed || (response.closed && !response.writableFinished),
  };
  const refused = refusalOf({
    method,
    url: request.url,
    headers: request.headers,
    version: request.httpVersion,
  });
  const log = (status: number, code: number) =>
    logger().info(
      {
        ...{ requestId, method, path: pathForLog(request.url), status, code },
        ...{ ms: Math.round(performance.now() - startedAt), reason: reasonOf(state.refused) },
      },
      'request',
    );

  const answer = guardAnswer(request, response, { headers, state, onReplaced: log });
  if (!refused) {
    withRequestState(state, pass);
    return true;
  }
  const { kind, message, allow } = refused;
  const error = new AppError(kind, message === undefined ? {} : { message });
  request.resume();
  log(answer(error, allow), error.code);
  return true;
}

/** What Node's parser gave up on: the connection is over, and is told why while it can be. */
function answerBroken(
  failure: NodeJS.ErrnoException,
  socket: Duplex,
  headers: Record<string, string>,
): boolean {
  const { code } = failure;
  // Node's own name for the answer under way; it looks there, too, before it answers a broken request.
  const underWay = Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined;
  // A client that went away, or one that already has the beginning of an answer: there is nobody to tell.
  if (code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) {
    socket.destroy(failure);
    return true;
  }
  const [status, message] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, '请求头太大']
      : code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW'
        ? [413, '请求体太大']
        : code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? [408, '请求超时']
          : [400, '不是有效的 HTTP 请求'];
  return answerSocket(socket, status, new AppError('invalid_input', { message }), headers, { reason: code });
}

function refuseUpgrade(
  [request, socket]: [IncomingMessage, Duplex],
  headers: Record<string, string>,
): boolean {
  const error = new AppError('invalid_input', { message: '不支持 Upgrade' });
  return answerSocket(socket, 400, error, headers, { method: request.method, path: pathForLog(request.url) });
}

/** Answers where there is no response object, and ends the connection. */
function answerSocket(
  socket: Duplex,
  status: number,
  error: AppError,
  headers: Record<string, string>,
  facts: { method?: string | undefined; path?: string | undefined; reason?: string | undefined },
): boolean {
  const requestId = randomUUID();
  const body = JSON.stringify(toAnswer(error).body);
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'private, no-store',
    'x-request-id': requestId,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  logger().info({ requestId, ...facts, status, code: error.code }, 'request');
  return true;
}

/** What a visitor made up is not written down at full length. */
const pathForLog = (url = '') => url.split('?')[0]?.slice(0, 200);
const reasonOf = (refused: unknown) => (refused instanceof Error ? refused.message.slice(0, 200) : undefined);
