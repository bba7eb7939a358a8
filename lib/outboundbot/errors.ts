import { shortenMessage } from './messages';
import { ProviderError, type ProviderErrorKind } from './types';

/** No credentials were found. The cause may name files and addresses, so the message is ours. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** What is known of a failed attempt besides the error itself. */
export type FailureContext = {
  /** Ids that this call carried; they are cut out of the provider's text. */
  ids: readonly string[];
  httpStatus: number | null;
  /** From the answer's head. */
  requestId: string | null;
};

const NETWORK_TEXT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed before the answer was complete',
  EPIPE: 'connection closed before the answer was complete',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host is out of reach',
  ENETUNREACH: 'the network is out of reach',
  EPROTO: 'no TLS connection could be made',
};

/** What a code of the gateway or the product means; the HTTP status differs between the provider's own pages. */
function kindOf(code: string, status: number | null): ProviderErrorKind {
  if (/throttling/i.test(code) || status === 429) return 'throttled';
  if (/^(Forbidden|NoPermission|AccessDenied|Unauthorized)\b/i.test(code)) return 'forbidden';
  if (/^(InvalidAccessKeyId|InvalidCredentials|InvalidSecurityToken|InvalidTimeStamp)\b/i.test(code))
    return 'forbidden';
  if (/^(Signature|IncompleteSignature|AbnormalService)/i.test(code)) return 'forbidden';
  if (/^NotExists?\b/i.test(code)) return 'not_found';
  if (/^(ServiceUnavailable|InternalError)\b/i.test(code)) return 'unavailable';
  if (/^(Invalid|Missing|LimitExceeded|Unsupported)/i.test(code)) return 'rejected';
  if (status !== null && status >= 500) return 'unavailable';
  if (status === 401 || status === 403) return 'forbidden';
  return 'rejected';
}

function isRetryable(kind: ProviderErrorKind): boolean {
  return kind === 'throttled' || kind === 'unavailable' || kind === 'network' || kind === 'timeout';
}

/** Whether the provider has said that it did not do what was asked; after any other failure it may have done it. */
export function isRefusal({ kind }: ProviderError): boolean {
  return kind === 'throttled' || kind === 'forbidden' || kind === 'not_found' || kind === 'rejected';
}

/** A failure that the provider told of itself: by HTTP status, or by `Success: false` in an answer of status 200. */
export function toldError(
  told: {
    code: unknown;
    message: unknown;
    status: number | null;
    requestId: unknown;
    /** `x-acs-retry-after` in ms, read by the runtime. */
    retryAfter?: unknown;
  },
  context: FailureContext,
  cause?: unknown,
): ProviderError {
  const code = shortenMessage(text(told.code) ?? 'Unknown', context.ids).slice(0, 64);
  const kind = kindOf(code, told.status);
  return new ProviderError({
    kind,
    code,
    message: shortenMessage(text(told.message) ?? code, context.ids),
    requestId: text(told.requestId) ?? context.requestId,
    httpStatus: told.status ?? context.httpStatus,
    retryable: isRetryable(kind),
    retryAfterMs: kind === 'throttled' ? milliseconds(told.retryAfter) : null,
    cause,
  });
}

/** An answer that is no answer: not JSON (then the gateway may do better next time), or JSON of another shape. */
export function badAnswer(
  code: 'BadGateway' | 'BadAnswer' | 'AnswerTooLarge' | 'Redirected',
  message: string,
  context: Pick<FailureContext, 'httpStatus' | 'requestId'>,
  cause?: unknown,
): ProviderError {
  const { httpStatus, requestId } = context;
  const isClientError = httpStatus !== null && httpStatus >= 400 && httpStatus < 500;
  return new ProviderError({
    kind: 'bad_answer',
    code,
    message,
    requestId,
    httpStatus,
    retryable: code === 'BadGateway' && !isClientError,
    cause,
  });
}

/** The caller's deadline came first. `last` is the failure that was to be retried, if there was one. */
export function deadlineExceeded(last?: ProviderError | null): ProviderError {
  return new ProviderError({
    kind: 'timeout',
    code: 'DeadlineExceeded',
    message: last ? `no answer in time; last: ${last.code}` : 'no answer in time',
    requestId: last?.requestId,
    httpStatus: last?.httpStatus,
    retryable: false,
    cause: last ?? undefined,
  });
}

/** One attempt took longer than an attempt may; another may be quicker. */
export function attemptTimedOut(context: Pick<FailureContext, 'httpStatus' | 'requestId'>): ProviderError {
  return new ProviderError({
    kind: 'timeout',
    code: 'RequestTimeout',
    message: 'the provider did not answer in time',
    requestId: context.requestId,
    httpStatus: context.httpStatus,
    retryable: true,
  });
}

/**
 * Makes a ProviderError of what `callApi` throws: told apart by name, then code, then SyntaxError (an answer that is no
 * JSON, as gateways give). Source: OutboundBot 2019-12-26 error codes; the runtime's behaviour as observed with
 * @alicloud/openapi-core 1.0.8. Messages of the network carry whole URLs, so their text is ours.
 */
export function toProviderError(error: unknown, context: FailureContext): ProviderError {
  if (error instanceof ProviderError) return error;
  const { name, code, message, statusCode, requestId, data, retryAfter } = error as Partial<SdkError>;

  if (error instanceof CredentialsError) {
    return toldError({ code: 'InvalidCredentials', message, status: null, requestId: null }, context, error);
  }
  if (
    name === 'ThrottlingError' ||
    name === 'ClientError' ||
    name === 'ServerError' ||
    name === 'AlibabaCloudError'
  ) {
    const raw = data?.Message ?? data?.message;
    const status = typeof statusCode === 'number' ? statusCode : context.httpStatus;
    const told = { code: text(code), message: raw ?? (data ? code : message), status, requestId, retryAfter };
    return toldError(told, context, error);
  }
  if (name === 'RequestTimeoutError') return attemptTimedOut(context);
  if (error instanceof SyntaxError) return notJson(context, error);
  if (typeof code === 'string' && /^E[A-Z0-9_]+$|^(CERT|UNABLE|SELF|DEPTH)_/.test(code)) {
    return new ProviderError({
      kind: 'network',
      code,
      message: NETWORK_TEXT[code] ?? 'the provider could not be reached',
      httpStatus: context.httpStatus,
      requestId: context.requestId,
      retryable: !isConfiguration(code),
      cause: error,
    });
  }
  // The runtime trips over an error body that is `null` or has no <Error> element.
  if (context.httpStatus !== null && context.httpStatus >= 500) return notJson(context, error);
  return badAnswer('BadAnswer', 'the answer has another shape', context, error);
}

/** What stands between us and the provider answered in its place; it throttles and breaks down in HTML. */
function notJson(context: FailureContext, cause: unknown): ProviderError {
  if (context.httpStatus !== 429) return badAnswer('BadGateway', 'the answer is not JSON', context, cause);
  return toldError(
    { code: 'Throttling', message: 'too many requests', status: 429, requestId: null },
    context,
    cause,
  );
}

/** A certificate or a protocol that does not fit will not fit the next time either. */
function isConfiguration(code: string): boolean {
  return code === 'EPROTO' || /^(ERR_TLS|ERR_SSL|CERT|UNABLE|SELF|DEPTH)_/.test(code);
}

function milliseconds(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}

type SdkError = {
  name: string;
  code: string;
  message: string;
  statusCode: number;
  requestId: string;
  retryAfter: unknown;
  data: { Message?: unknown; message?: unknown };
};

/** The runtime turns an absent field into the text "undefined". */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'undefined' && value !== 'null'
    ? value
    : null;
}
