import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type AgentOptions } from 'node:https';

import { publicLookup } from './public-address';

/** The store's connections and the endpoint's are kept apart: only the latter may lead anywhere. */
const lookup = publicLookup();
const storeAgents = agentsWith({ keepAlive: true, lookup });
const endpointAgents = agentsWith({ keepAlive: true });

function agentsWith(options: AgentOptions): Record<'http:' | 'https:', HttpAgent> {
  return { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
}

export type FetchObjectOptions = {
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Until the answer's head is there, in ms. */
  headTimeoutMs: number;
  /** The provider's own endpoint, as it is configured, may have any address; everything else a public one only. */
  isEndpoint?: boolean;
};

/**
 * GETs an object and resolves with the answer as soon as its head is there, the body still unread. Node's own client
 * and not `fetch`: it follows no redirect, decodes nothing, reads no more than it is asked for, and no framework stands
 * in between that keeps a copy.
 * @throws Error of the network; an AbortError by `signal`; codes `HEAD_TIMEOUT`, `ADDRESS_NOT_PUBLIC`
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
  { headers, signal, headTimeoutMs, isEndpoint = false }: FetchObjectOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isHttps = url.protocol === 'https:';
    const request = (isHttps ? httpsRequest : httpRequest)(url, {
      method: 'GET',
      agent: (isEndpoint ? endpointAgents : storeAgents)[isHttps ? 'https:' : 'http:'],
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
