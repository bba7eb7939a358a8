/**
 * Every way a request can be refused or fail, as one closed list. The numbers are the `code` of the JSON answer
 * and part of the contract of `POST /query-task-execution`.
 */
export const ERROR_CODES = {
  unauthenticated: 1001,
  no_organization: 1003,
  foreign_origin: 1005,
  forbidden: 1006,
  invalid_input: 4001,
  not_found: 4004,
  method_not_allowed: 4005,
  no_jobs: 4009,
  rate_limited: 4029,
  not_answered: 4041,
  recording_not_ready: 4091,
  run_over: 4092,
  export_over: 4093,
  export_not_ready: 4094,
  recording_gone: 4101,
  export_expired: 4102,
  not_convertible: 4151,
  caller_gone: 4990,
  internal: 5000,
  database_unavailable: 5001,
  provider_failed: 5003,
  unfit_table: 5004,
  converter_busy: 5031,
  busy: 5032,
  rows_locked: 5033,
} as const;

export type ErrorKind = keyof typeof ERROR_CODES;
export type ErrorCode = (typeof ERROR_CODES)[ErrorKind];

export type AppErrorDetails = {
  /** The input's key that is wrong (`invalid_input`). */
  field?: string;
  /** What is wrong, in the words of the person who reads the answer; without it the kind's own message is used. */
  message?: string;
  /** The provider's RequestId. */
  requestId?: string;
  receiptId?: string;
  /** Of what steers the provider: it said no, or nobody knows what it did. */
  outcome?: 'refused' | 'unknown';
  /** Seconds until another try makes sense. */
  retryAfterSeconds?: number;
  cause?: unknown;
};

/** A failure that the product expects and can explain. Anything else that is thrown is answered as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly details: AppErrorDetails;

  constructor(kind: ErrorKind, details: AppErrorDetails = {}) {
    super(details.message ?? kind, { cause: details.cause });
    this.kind = kind;
    this.details = details;
  }

  get code(): ErrorCode {
    return ERROR_CODES[this.kind];
  }
}
