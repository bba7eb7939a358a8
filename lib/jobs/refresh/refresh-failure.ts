import 'server-only';

import { AppError } from '@/lib/errors';
import { CallerGoneError, NoTurnError, ProviderError } from '@/lib/outboundbot/types';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';

/** Nobody confirmed the commit, and the receipt cannot be looked up. */
export function outcomeUnknown(cause: unknown, receiptId: string): AppError {
  return new AppError('database_unavailable', {
    message: '数据库没有答复，无法确定这次刷新是否已写入：稍后能查到回执即已写入，查不到则没有',
    receiptId,
    cause,
  });
}

/** What the receipt of a refresh tells that failed before anything was written; null for what is no matter of asking. */
export function toReceiptError(error: unknown): ReceiptRecord['error'] {
  if (error instanceof ProviderError) {
    const { code, message, requestId } = error;
    return { code, message, requestId };
  }
  if (error instanceof NoTurnError) return { code: 'NoTurn', message: error.message, requestId: null };
  if (error instanceof CallerGoneError)
    return { code: 'CallerGone', message: error.message, requestId: null };
  return null;
}

/** What the caller is told of a refresh that failed before anything was written. */
export function toRefreshFailure(error: unknown, receiptId: string): AppError {
  if (error instanceof NoTurnError) {
    return new AppError('busy', { receiptId, retryAfterSeconds: error.retryAfterSeconds, cause: error });
  }
  if (!(error instanceof ProviderError)) return new AppError('caller_gone', { receiptId, cause: error });
  return new AppError('provider_failed', {
    message: `获取外呼任务状态失败：${error.code} ${error.message}`,
    ...(error.requestId ? { requestId: error.requestId } : {}),
    receiptId,
    ...(error.retryAfterMs !== null && { retryAfterSeconds: error.retryAfterMs / 1000 }),
    cause: error,
  });
}
