import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

export type FetchObjectOptions = {
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Until the answer's head is there, in ms. */
  headTimeoutMs: number;
};

/**
 * GETs an object and resolves with the answer as soon as its head is there, the body still unread. Node's own client
 * and not `fetch`: it follows no redirect, decodes nothing, reads no more than it is asked for, and no framework stands
 * in between that keeps a copy.
 * @throws Error of the network; an AbortError by `signal`; code `HEAD_TIMEOUT`
 */
export async function fetchObject(url: URL, options: FetchObjectOptions): Promise<IncomingMessage> {
  for (;;) {
    try {
      return await fetchOnce(url, options);
    } catch (error) {
      // The object store may close an idle connection at the moment we pick it; nothing has been sent then.
      if ((error as { reusedSocket?: boolean }).reusedSocket && !options.signal.aborted) continue;
      throw error;
    }
  }
}

function fetchOnce(
  url: URL,
  { headers, signal, headTimeoutMs }: FetchObjectOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isHttps = url.protocol === 'https:';
    const request = (isHttps ? httpsRequest : httpRequest)(url, {
      method: 'GET',
      agent: agents[isHttps ? 'https:' : 'http:'],
      headers: { 'accept-encoding': 'identity', ...headers },
      signal,
    });
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error('no answer in time'), { code: 'HEAD_TIMEOUT' }));
    }, headTimeoutMs);
    request.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Stays on: an abort after the head is told both here and by the body.
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const isStale = request.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? Object.assign(error, { reusedSocket: true }) : error);
    });
    request.end();
  });
}
