import { AppError } from '@/lib/errors';
import { ProviderError } from '@/lib/outboundbot/types';

/** When it makes sense to ask again for a recording that is not ready, in seconds. */
const NOT_READY_RETRY_SECONDS = 15;

export function notReady(requestId?: string | null): AppError {
  return new AppError('recording_not_ready', {
    retryAfterSeconds: NOT_READY_RETRY_SECONDS,
    ...(requestId ? { requestId } : {}),
  });
}

export function gone(requestId?: string | null, cause?: unknown): AppError {
  return new AppError('recording_gone', { ...(requestId ? { requestId } : {}), cause });
}

/** @param reason shown to the reader: no id, no address */
export function providerFailed(reason: string, requestId?: string | null, cause?: unknown): AppError {
  return new AppError('provider_failed', {
    message: `获取录音失败：${reason}`,
    ...(requestId ? { requestId } : {}),
    cause,
  });
}

/**
 * What a failed DownloadRecording means to a listener. How the provider says "not yet" and "no more" in codes is not
 * documented; a wrong instance is a fault of ours and no lost recording.
 */
export function signingFailure(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { code, kind, message, requestId } = error;
  if (/NotReady|NotFinished|Processing/i.test(code)) return notReady(requestId);
  if (kind === 'not_found' && !/Instance/i.test(code)) return gone(requestId, error);
  return providerFailed(`${code} ${message}`, requestId, error);
}
