import { badAnswer, toldError, type FailureContext } from './errors';
import type { WireAnswer } from './runtime';
import type { JobGroup, ProviderError, ProviderJob, RecordingLink } from './types';

type Envelope = Record<string, unknown>;

/**
 * The body of an answer that succeeded: status 200, `Success: true` and `Code: "OK"` (OutboundBot 2019-12-26, common
 * envelope). The runtime resolves for redirects and for `Success: false` alike, so all three are looked at.
 */
export function successfulBody(answer: WireAnswer, context: FailureContext): Envelope | ProviderError {
  const status = answer.statusCode ?? context.httpStatus;
  const body = isObject(answer.body) ? answer.body : null;
  const seen = { ...context, httpStatus: status, requestId: requestIdOf(body) ?? context.requestId };
  if (status !== null && status >= 300 && status < 400) {
    return badAnswer('Redirected', 'the provider answered with a redirect', seen);
  }
  if (!body) return badAnswer('BadAnswer', 'the answer is not a JSON object', seen);
  const code = body['Code'];
  const isOk = typeof code === 'string' && code.toUpperCase() === 'OK';
  if (status === 200 && body['Success'] === true && isOk) return body;
  if (body['Success'] === undefined && code === undefined) {
    return badAnswer('BadAnswer', 'the answer does not say whether it succeeded', seen);
  }
  const inBody = body['HttpStatusCode'];
  return toldError(
    {
      code: isOk ? 'NotSuccessful' : code,
      message: isOk ? 'the answer does not say Success' : body['Message'],
      status: status === 200 && typeof inBody === 'number' && inBody >= 400 ? inBody : status,
      requestId: seen.requestId,
    },
    seen,
  );
}

/** `Jobs` of ListJobs: absent and null are no jobs; elements that are no object or have no JobId are dropped. */
export function readJobs(body: Envelope, context: FailureContext): ProviderJob[] | ProviderError {
  const jobs = body['Jobs'] ?? [];
  if (!Array.isArray(jobs)) return badAnswer('BadAnswer', 'Jobs is not a list', context);
  return jobs.filter(
    (job: unknown): job is ProviderJob =>
      isObject(job) && typeof job['JobId'] === 'string' && job['JobId'] !== '',
  );
}

/** `Job` of DescribeJob. An answer about another job than the one asked for is none. */
export function readJob(body: Envelope, jobId: string, context: FailureContext): ProviderJob | ProviderError {
  const job = body['Job'];
  if (!isObject(job)) return badAnswer('BadAnswer', 'Job is not an object', context);
  const told = job['JobId'] ?? jobId;
  return told === jobId
    ? { ...job, JobId: jobId }
    : badAnswer('BadAnswer', 'Job is not the one asked for', context);
}

/** `JobGroup` of DescribeJobGroup. Counts that are absent or no number are 0; digits in a string are a number. */
export function readJobGroup(body: Envelope, context: FailureContext): JobGroup | ProviderError {
  const group = body['JobGroup'];
  if (!isObject(group)) return badAnswer('BadAnswer', 'JobGroup is not an object', context);
  const progress = isObject(group['Progress']) ? group['Progress'] : {};
  const count = (name: string) => {
    const value = Number(progress[name] ?? 0);
    return Number.isSafeInteger(value) && value >= 0 ? value : 0;
  };
  const status = group['Status'] ?? progress['Status'];
  return {
    status: typeof status === 'string' && status !== '' ? status.slice(0, 64) : null,
    progress: {
      totalJobs: count('TotalJobs'),
      totalCompleted: count('TotalCompleted'),
      failed: count('Failed'),
      executing: count('Executing'),
      scheduling: count('Scheduling'),
      paused: count('Paused'),
      cancelled: count('Cancelled'),
    },
  };
}

/**
 * `DownloadParams` of DownloadRecording. No SignatureUrl means that the sound is not ready yet (undocumented; public
 * clients check exactly for that emptiness).
 */
export function readRecordingLink(body: Envelope, context: FailureContext): RecordingLink | ProviderError {
  const params = body['DownloadParams'] ?? {};
  if (!isObject(params)) return badAnswer('BadAnswer', 'DownloadParams is not an object', context);
  const link = params['SignatureUrl'] ?? '';
  if (typeof link !== 'string') return badAnswer('BadAnswer', 'SignatureUrl is not text', context);
  if (link === '') return { state: 'not_ready', requestId: requestIdOf(body) ?? context.requestId };
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return badAnswer('BadAnswer', 'SignatureUrl is not a link', context);
  }
  const fileName = params['FileName'];
  return {
    state: 'ready',
    url: link,
    expiresAt: linkExpiry(url),
    fileName: typeof fileName === 'string' && fileName !== '' ? fileName : null,
  };
}

/**
 * When a signed OSS link ends: `Expires` in unix seconds (V1 signature), or `x-oss-date` plus `x-oss-expires` seconds
 * (V4). Null when it does not say. Source: Alibaba Cloud OSS, signatures in URLs.
 */
function linkExpiry(url: URL): Date | null {
  const parameters = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const expires = parameters.get('expires');
  if (expires !== undefined && /^\d{1,12}$/.test(expires)) return new Date(Number(expires) * 1000);
  const seconds = parameters.get('x-oss-expires');
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parameters.get('x-oss-date') ?? '');
  if (!signed || seconds === undefined || !/^\d{1,9}$/.test(seconds)) return null;
  const [year, month, day, hour, minute, second] = signed.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second) + Number(seconds) * 1000);
}

export function requestIdOf(body: unknown): string | null {
  const id = isObject(body) ? body['RequestId'] : undefined;
  return typeof id === 'string' && id !== '' ? id : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
