import type { ActionResult } from '@/lib/http/org-action';

import { RequestFailed } from './fetch-json';
import { waitForSignIn } from './session-store';

async function attempt<T>(run: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await run();
  } catch (cause) {
    // fetch says TypeError when there was no answer; anything else is an answer that Next could not read.
    const kind = cause instanceof TypeError ? 'network' : 'other';
    throw new RequestFailed({ kind, message: kind, cause });
  }
}

/**
 * Calls a server action and answers its data. When the session has ended it waits until the person has signed in again
 * over the page, and then calls once more, so that no work is lost.
 *
 * @throws RequestFailed
 */
export async function callAction<T>(run: () => Promise<ActionResult<T>>): Promise<T> {
  let result = await attempt(run);
  if (!result.ok && result.kind === 'unauthenticated' && (await waitForSignIn())) result = await attempt(run);
  if (result.ok) return result.data;
  const { kind, code, message, field, requestId, retryAfterSeconds } = result;
  throw new RequestFailed({
    kind,
    code,
    message,
    traceId: requestId,
    field: field ?? null,
    retryAfterSeconds: retryAfterSeconds ?? null,
  });
}
