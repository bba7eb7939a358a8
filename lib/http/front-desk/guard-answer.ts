import 'server-only';

import type { IncomingMessage, ServerResponse } from 'node:http';

import { AppError } from '@/lib/errors';

import { toAnswer } from '../answer';
import type { RequestState } from '../request-state';

type Guard = {
  /** Set unless the answer brings its own. */
  headers: Record<string, string>;
  state: RequestState;
  /** An answer of Next's became one of the contract's. */
  onReplaced: (status: number, code: number) => void;
};

/**
 * What Next means by a refusal, in the contract's terms. An action's 500 before the action ran is a body that could not be
 * read; too large is no different there.
 */
function meaningOf(status: number, response: ServerResponse): AppError {
  return status === 404 || response.hasHeader('x-nextjs-action-not-found')
    ? new AppError('not_found', { message: '操作不存在' })
    : new AppError('invalid_input', { message: '请求格式不正确' });
}

/**
 * Has every answer carry the headers and the request id, and puts an answer of the contract's in the place of Next's own
 * refusal of a server action, or of an address that its parser does not take.
 *
 * @returns answers a failure at once; gives back the status
 */
export function guardAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { headers, state, onReplaced }: Guard,
): (error: AppError, allow?: string) => number {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  let replaced = false;

  const replace = (error: AppError, allow?: string) => {
    replaced = true;
    const { status, body: answer } = toAnswer(error);
    for (const name of ['content-encoding', 'content-range', 'etag', 'last-modified', 'transfer-encoding']) {
      response.removeHeader(name);
    }
    const body = Buffer.from(JSON.stringify(answer));
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', body.length);
    response.setHeader('cache-control', 'private, no-store');
    if (allow) response.setHeader('allow', allow);
    addHeaders();
    writeHead(status);
    end(body);
    return status;
  };
  const addHeaders = () => {
    for (const [name, value] of Object.entries({ ...headers, 'x-request-id': state.requestId })) {
      if (!response.hasHeader(name)) response.setHeader(name, value);
    }
  };
  const isRefusalOfNext = (status: number) => {
    if (response.headersSent || status < 400 || isJson(response)) return false;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    return isRead ? status === 400 : request.headers['next-action'] !== undefined && !state.actionReached;
  };
  /** Whether this beginning of an answer has just become, or had become, another one. */
  const isReplaced = (status: number) => {
    if (replaced || !isRefusalOfNext(status)) return replaced;
    const error = meaningOf(status, response);
    onReplaced(replace(error), error.code);
    return true;
  };

  response.writeHead = (status: number, ...rest: unknown[]) => {
    if (isReplaced(status)) return response;
    addHeaders();
    // A page cannot say it itself. Next's browser side takes pieces of pages with 200 alone.
    if (state.unread && status === 200 && isHtml(response)) {
      for (const [name, value] of Object.entries(state.unread.headers)) response.setHeader(name, value);
      return writeHead(state.unread.status, ...rest);
    }
    return writeHead(status, ...rest);
  };
  response.write = (...args: unknown[]) => isReplaced(response.statusCode) || write(...args);
  response.end = (...args: unknown[]) => (isReplaced(response.statusCode) ? response : end(...args));

  return replace;
}

const isOfType = (response: ServerResponse, type: string): boolean =>
  String(response.getHeader('content-type') ?? '').startsWith(type);
const isJson = (response: ServerResponse) => isOfType(response, 'application/json');
const isHtml = (response: ServerResponse) => isOfType(response, 'text/html');
