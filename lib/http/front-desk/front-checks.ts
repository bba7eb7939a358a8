import type { IncomingHttpHeaders } from 'node:http';

import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state';

import type { ErrorKind } from '@/lib/errors';

export type Refusal = { kind: ErrorKind; message?: string; allow?: string };

type Asked = { method: string; url: string; headers: IncomingHttpHeaders; version: string };

const PAGE_METHODS = 'GET, HEAD';
const ROUTE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** The addresses that other programs know, with the one method that each has. */
const CONTRACT =
  /^(?:\/api)?\/(?:query-task-execution|start-query-execution-run|get-query-execution-run|suspend-resume-task|describe-job-group)$/;
const methodOfContract = (path: string) => (path.includes('/get-') ? 'GET' : 'POST');
/** Next's ids of server actions: a byte of flags and a hash, in hexadecimal. */
const ACTION_ID = /^[\da-f]{40,44}$/;

const isDecodable = (text: string) => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** A name or an address with or without a port, and nothing behind it. */
function isHost(text: string): boolean {
  return /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`);
}

/** The state of the router in the browser, by Next's own reading, which else would come too late for another answer. */
function isRouterState(header: string | string[] | undefined): boolean {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch {
    return false;
  }
}

/** Next answers 500 to an action whose origin is not the host that it was sent to. */
function isOriginOfHost({ origin, host, 'x-forwarded-host': forwarded }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true;
  const hosts = [forwarded ?? host].flat().join().split(',');
  return URL.canParse(origin) && new URL(origin).host === hosts[0]?.trim();
}

/** `http://host/path`, as a proxy may write it, as the path alone. */
export function pathOfTarget(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*(?=[/?#]|$)/i, '') || '/';
}

/**
 * Why a request is answered before Next sees it, or null. Next would answer 500 to what is malformed here, or would do
 * something for it that the product does not offer.
 */
export function refusalOf({ method, url, headers, version }: Asked): Refusal | null {
  const path = url.split('?')[0] ?? '';
  if (!ROUTE_METHODS.includes(method)) {
    const allow = CONTRACT.test(path)
      ? methodOfContract(path)
      : path.startsWith('/api/')
        ? 'GET, HEAD, POST'
        : PAGE_METHODS;
    return { kind: 'method_not_allowed', allow };
  }
  if (!path.startsWith('/') || !isDecodable(path) || /%00|\\/i.test(path)) {
    return { kind: 'invalid_input', message: '请求地址不正确' };
  }
  const { host } = headers;
  if (host === undefined ? version === '1.1' : !isHost(host)) {
    return { kind: 'invalid_input', message: '请求头 Host 不正确' };
  }
  if (path === '/_next/image') return { kind: 'not_found', message: '页面不存在' };
  const isRoute = path.startsWith('/api/') || CONTRACT.test(path);
  if (isRoute) return null;

  if (!isRouterState(headers['next-router-state-tree'])) {
    return { kind: 'invalid_input', message: '请求头 Next-Router-State-Tree 不正确' };
  }
  const action = headers['next-action'];
  if (method === 'POST' && action !== undefined) {
    if (!isOriginOfHost(headers)) return { kind: 'foreign_origin' };
    return ACTION_ID.test([action].flat().join()) ? null : { kind: 'not_found', message: '操作不存在' };
  }
  return method === 'GET' || method === 'HEAD' ? null : { kind: 'method_not_allowed', allow: PAGE_METHODS };
}
