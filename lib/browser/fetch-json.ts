import { ERROR_CODES, type ErrorKind } from '@/lib/errors';
import type { ErrorAnswer } from '@/lib/jobs/schemas';

import { waitForSignIn } from './session-store';

/** Why a request failed: a kind of the product's closed list, no answer at all, or an answer that is not ours. */
export type FailureKind = ErrorKind | 'network' | 'other';

/** A request that did not succeed, with all that its answer told. `message` is the server's own, in Chinese. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly kind: FailureKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The answer's `code`; 0 when there was none. */
  readonly code: number;
  /** The provider's RequestId. */
  readonly requestId: string | null;
  readonly receiptId: string | null;
  /** Our own `x-request-id`, under which the server's log tells more. */
  readonly traceId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Of what steers the provider: it said no, or nobody knows what it did. */
  readonly outcome: 'refused' | 'unknown' | null;
  /** The input's key that is wrong (`invalid_input`). */
  readonly field: string | null;

  constructor(
    init: { kind: FailureKind; message: string } & Partial<
      Pick<
        RequestFailed,
        | 'status'
        | 'code'
        | 'requestId'
        | 'receiptId'
        | 'traceId'
        | 'retryAfterSeconds'
        | 'outcome'
        | 'field'
        | 'cause'
      >
    >,
  ) {
    super(init.message, { cause: init.cause });
    this.kind = init.kind;
    this.status = init.status ?? 0;
    this.code = init.code ?? 0;
    this.requestId = init.requestId ?? null;
    this.receiptId = init.receiptId ?? null;
    this.traceId = init.traceId ?? null;
    this.retryAfterSeconds = init.retryAfterSeconds ?? null;
    this.outcome = init.outcome ?? null;
    this.field = init.field ?? null;
  }
}

function kindOfCode(code: number): FailureKind {
  const known = Object.entries(ERROR_CODES).find(([, value]) => value === code);
  return (known?.[0] as ErrorKind | undefined) ?? 'other';
}

function isErrorAnswer(body: unknown): body is ErrorAnswer {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'number' &&
    'message' in body
  );
}

async function toFailure(response: Response): Promise<RequestFailed> {
  const body: unknown = await response.json().catch(() => null);
  const retryAfter = Number(response.headers.get('retry-after'));
  const shared = {
    status: response.status,
    traceId: response.headers.get('x-request-id'),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
    field: response.headers.get('x-invalid-field'),
  };
  if (!isErrorAnswer(body)) {
    return new RequestFailed({ ...shared, kind: 'other', message: `HTTP ${response.status}` });
  }
  return new RequestFailed({
    ...shared,
    kind: kindOfCode(body.code),
    code: body.code,
    message: body.message,
    requestId: body.request_id ?? null,
    receiptId: body.receipt_id ?? null,
    outcome: body.outcome ?? null,
  });
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new RequestFailed({ kind: 'network', message: 'network', cause });
  }
}

/**
 * Asks one of our own routes and reads its JSON. When the session has ended it waits until the person has signed in
 * again over the page (`SessionGuard`) and then asks once more, so that no work is lost.
 * @throws RequestFailed for everything but a 2xx answer; the signal's own reason when aborted
 */
export async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response = await send(path, init);
  if (response.status === 401 && (await waitForSignIn(init.signal))) response = await send(path, init);
  init.signal?.throwIfAborted();
  if (!response.ok) throw await toFailure(response);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new RequestFailed({ kind: 'network', status: response.status, message: 'network', cause });
  }
}

/** `fetchJson` of a POST with a JSON body. */
export function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return fetchJson<T>(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal,
  });
}
