import 'server-only';

import {
  isCancelled,
  isDatabaseBusy,
  isDatabaseUnavailable,
  isLockTimeout,
  isOutcomeUnknown,
  isRolledBack,
  isUnfitTable,
} from '@/lib/db/errors';
import { AppError, ERROR_CODES, type ErrorKind } from '@/lib/errors';
import type { ErrorAnswer } from '@/lib/jobs/schemas';
import { CallerGoneError, NoTurnError, ProviderError } from '@/lib/outboundbot/types';

/** The one mapping from a failure to HTTP. A kind that is missing here does not compile. */
const ANSWERS: Record<ErrorKind, { status: number; message: string }> = {
  unauthenticated: { status: 401, message: '未登录，或登录、令牌已失效' },
  no_organization: { status: 403, message: '账号已停用，或不属于任何组织' },
  foreign_origin: { status: 403, message: '请求来自其他站点，已拒绝' },
  forbidden: { status: 403, message: '没有执行此操作的权限' },
  invalid_input: { status: 400, message: '请求参数不正确' },
  not_found: { status: 404, message: '任务不存在或无权访问' },
  method_not_allowed: { status: 405, message: '不支持该请求方法' },
  no_jobs: { status: 400, message: '该任务没有可查询的作业（没有 call_job_id）' },
  rate_limited: { status: 429, message: '请求过于频繁，请稍后再试' },
  not_answered: { status: 404, message: '通话未接通，没有录音' },
  recording_not_ready: { status: 409, message: '录音尚未生成，请稍后再试' },
  run_over: { status: 409, message: '这次整批刷新已经结束' },
  export_over: { status: 409, message: '这次导出已经结束' },
  export_not_ready: { status: 409, message: '导出文件尚未生成' },
  recording_gone: { status: 410, message: '录音已不存在' },
  export_expired: { status: 410, message: '导出文件已过期，请再次导出' },
  not_convertible: { status: 415, message: '录音无法转换，请下载原始文件' },
  // Nobody reads it; the status is the one that proxies write into their logs.
  caller_gone: { status: 499, message: '请求方已断开，未再查询' },
  internal: { status: 500, message: '服务器内部错误，请凭 x-request-id 联系管理员' },
  database_unavailable: { status: 503, message: '数据库暂时无法访问，请稍后再试' },
  provider_failed: { status: 502, message: '外呼服务调用失败' },
  converter_busy: { status: 503, message: '正在转换的录音太多，请稍后再试，或下载原始文件' },
  busy: { status: 503, message: '系统繁忙，请稍后再试' },
  rows_locked: { status: 503, message: '这些数据正被其他程序锁定，没有写入，请稍后再试' },
  unfit_table: {
    status: 501,
    message: '数据库的表不适合此操作，请管理员运行 npm run db:check 查看原因和办法',
  },
};

/** A failure of the database that may have come after the writing. */
const OUTCOME_UNKNOWN = '数据库没有答复，无法确定是否已写入，请核对后再试';

/**
 * The failure that a thrown value stands for. Whatever nobody expected becomes `internal`, with the value itself as
 * its cause for the log, never for the answer.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // The driver's own reading of a value may refuse it; drizzle wraps what it throws.
  if (thrown instanceof Error && thrown.cause instanceof AppError) return thrown.cause;
  if (thrown instanceof ProviderError) {
    const { code, message, requestId } = thrown;
    return new AppError('provider_failed', {
      message: `${ANSWERS.provider_failed.message}：${code} ${message}`,
      ...(requestId !== null && { requestId }),
      cause: thrown,
    });
  }
  if (thrown instanceof NoTurnError) {
    return new AppError('busy', { retryAfterSeconds: thrown.retryAfterSeconds, cause: thrown });
  }
  if (thrown instanceof CallerGoneError) return new AppError('caller_gone', { cause: thrown });
  if (isUnfitTable(thrown)) return new AppError('unfit_table', { cause: thrown });
  if (isDatabaseBusy(thrown) || isCancelled(thrown))
    return new AppError('busy', { retryAfterSeconds: 5, cause: thrown });
  // Several deadlocks in a row are no other thing to who waits.
  if (isLockTimeout(thrown) || isRolledBack(thrown))
    return new AppError('rows_locked', { retryAfterSeconds: 5, cause: thrown });
  if (isOutcomeUnknown(thrown)) {
    return new AppError('database_unavailable', { message: OUTCOME_UNKNOWN, cause: thrown });
  }
  return new AppError(isDatabaseUnavailable(thrown) ? 'database_unavailable' : 'internal', { cause: thrown });
}

/** What the reader is told. An unexpected error's own words stay in the log. */
export function messageOf(error: AppError): string {
  const { message, retryAfterSeconds } = error.details;
  if (error.kind === 'internal' || message === undefined) {
    return error.kind === 'busy' && retryAfterSeconds !== undefined
      ? `系统繁忙，请 ${wholeSeconds(retryAfterSeconds)} 秒后再试`
      : ANSWERS[error.kind].message;
  }
  return message;
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

/** A key of our own; anything else might be what somebody typed. */
const FIELD = /^[A-Za-z_.]{1,64}$/;

/** HTTP status, headers and body of a failure, as `api.md` writes them; the wrong key goes beside the body. */
export function toAnswer(error: AppError): {
  status: number;
  headers: Record<string, string>;
  body: ErrorAnswer;
} {
  const { field, requestId, receiptId, outcome, retryAfterSeconds } = error.details;
  const headers: Record<string, string> = {};
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  if (field !== undefined && FIELD.test(field)) headers['x-invalid-field'] = field;
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(wholeSeconds(retryAfterSeconds));
  return {
    status: ANSWERS[error.kind].status,
    headers,
    body: {
      status: 'error',
      code: ERROR_CODES[error.kind],
      message: messageOf(error),
      ...(requestId !== undefined && { request_id: requestId }),
      ...(receiptId !== undefined && { receipt_id: receiptId }),
      ...(outcome !== undefined && { outcome }),
    },
  };
}
