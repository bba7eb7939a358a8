import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { maskAnswer, maskText } from '@/lib/values/masking';

// The one edge where what the product knows becomes what a reader gets. The doors call it on everything that they let
// out, so that no route, action or page has to think of it.

/** Who reads; null before it is known. */
type Reader = Pick<Actor, 'via'> | null;

const mayReadAll = (reader: Reader): boolean => reader?.via === 'token';

/** An answer as this reader gets it: a token all of it, a browser without full numbers and without links that let in. */
export function answerFor<T>(reader: Reader, answer: T): T {
  return mayReadAll(reader) ? answer : maskAnswer(answer);
}

/** The words of a failure as this reader gets them. */
export function messageFor(reader: Reader, message: string): string {
  return mayReadAll(reader) ? message : maskText(message);
}

/** A response that a handler made by itself: JSON passes the same rule; sound and other bytes are as they are. */
export async function responseFor(reader: Reader, response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (mayReadAll(reader) || !isJson || response.body === null) return response;
  const { status, headers } = response;
  headers.delete('content-length');
  return new Response(JSON.stringify(maskAnswer((await response.json()) as unknown)), { status, headers });
}
