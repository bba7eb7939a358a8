import 'server-only';

import { createHash } from 'node:crypto';

/** An answer that the browser may keep: it asks again each time, and is sent nothing while the answer is the same. */
export function revalidated(request: Pick<Request, 'headers'>, answer: unknown): Response {
  const body = JSON.stringify(answer);
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache', 'content-type': 'application/json' };
  const isKnown = request.headers.get('if-none-match')?.split(/,\s*/).includes(etag) === true;
  return new Response(isKnown ? null : body, { status: isKnown ? 304 : 200, headers });
}
