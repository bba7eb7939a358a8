import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { RequestLog } from '../request-log';
import { serveRecording } from '../recordings/serve';
import { ApiError } from './errors';
import { type ApiContext, HANDLERS, type OperationName, subjectOf } from './operations';
import { readParameters } from './parameters';
import { Verifier } from './signature';
import { strikeTransport } from './transport-faults';

const VERSION = '2019-12-26';
const MAX_BODY_BYTES = 1 << 20;

export type ApiServerOptions = { accessKeyId: string; accessKeySecret: string; latencyMs: number };

/** OutboundBot's endpoint (POST and GET `/`) and the store of its recordings (`/record/…`) on one port. */
export function createApiServer(context: ApiContext, log: RequestLog, options: ApiServerOptions): Server {
  const verifier = new Verifier({ id: options.accessKeyId, secret: options.accessKeySecret });

  const server = createServer((request, response) => {
    const url = urlOf(request);
    const isRecording = url.pathname.startsWith('/record/');
    const { entry, end } = log.begin({
      operation: isRecording ? 'GetRecording' : String(request.headers['x-acs-action'] ?? ''),
      method: request.method ?? '',
      path: url.pathname,
      parameters: Object.fromEntries(url.searchParams),
      headers: request.headers,
    });
    response.on('close', () => end(response.writableFinished ? response.statusCode : 0));
    const requestId = randomUUID().toUpperCase();
    const answer = isRecording
      ? serveRecording({ ...context, requestId }, request, response, url)
      : answerCall(request, response, url, requestId, (parameters) => (entry.parameters = parameters));
    answer.catch((error: unknown) => {
      const refusal = error instanceof ApiError ? error : ApiError.of('InternalError');
      if (!(error instanceof ApiError)) console.error(error);
      entry.code = refusal.code;
      if (response.headersSent) return void response.destroy();
      send(
        response,
        refusal.status,
        refusal.toBody(requestId, request.headers.host ?? ''),
        requestId,
        refusal.extra.headers,
      );
    });
  });
  server.on('connection', (socket) => {
    log.connections.total += 1;
    log.connections.open += 1;
    socket.on('close', () => (log.connections.open -= 1));
  });
  return server;

  async function answerCall(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    requestId: string,
    logParameters: (parameters: Record<string, string>) => void,
  ): Promise<void> {
    const body = await readBody(request);
    const query = [...url.searchParams];
    const parameters = readParameters(query, request.headers['content-type'], body);
    logParameters(Object.fromEntries(parameters));
    const operation = checkTarget(request, url);
    verifier.verify({ method: request.method!, path: url.pathname, query, headers: request.headers, body });

    const subject = subjectOf(context, operation, parameters);
    if (options.latencyMs > 0) await sleep(options.latencyMs);
    const outcome = await strikeTransport(context.faults, subject, response, requestId);
    if (outcome === 'answered') return;
    const result = HANDLERS[operation](context, parameters, subject);
    const envelope = {
      RequestId: requestId,
      Success: true,
      Code: 'OK',
      HttpStatusCode: 200,
      Message: 'Success',
    };
    send(response, 200, { ...envelope, ...result }, requestId, {}, outcome === 'stall');
  }
}

function checkTarget(request: IncomingMessage, url: URL): OperationName {
  if (request.method !== 'POST' && request.method !== 'GET') throw ApiError.of('UnsupportedHTTPMethod');
  const action = request.headers['x-acs-action'];
  if (url.pathname !== '/' || typeof action !== 'string' || !Object.hasOwn(HANDLERS, action)) {
    throw ApiError.of('InvalidAction.NotFound');
  }
  if (request.headers['x-acs-version'] !== VERSION) throw ApiError.of('InvalidVersion');
  return action as OperationName;
}

/** `half`: headers and the first half of the body, and then nothing. */
function send(
  response: ServerResponse,
  status: number,
  body: Record<string, unknown>,
  requestId: string,
  headers: Record<string, string> = {},
  half = false,
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json;charset=utf-8',
    'content-length': String(bytes.length),
    'x-acs-request-id': requestId,
    'x-acs-trace-id': randomBytes(16).toString('hex'),
    ...headers,
  });
  if (half) response.write(bytes.subarray(0, bytes.length >> 1));
  else response.end(bytes);
}

export async function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw ApiError.of('InvalidParameter', 'The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The path and query asked for; what is no URL counts as `/`. */
export function urlOf(request: IncomingMessage): URL {
  const text = `http://host${request.url ?? '/'}`;
  return new URL(URL.canParse(text) ? text : 'http://host/');
}
