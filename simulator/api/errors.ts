/** The codes that the simulator answers, with their HTTP status and text. Statuses as in Alibaba's error tables. */
const ERRORS = {
  MissingParameter: [400, 'The parameter is missing.'],
  InvalidParameter: [400, 'The parameter is invalid.'],
  'NotExist.Instance': [404, 'The specified instance does not exist.'],
  'NotExist.Job': [404, 'The specified job does not exist.'],
  'NotExist.JobGroup': [404, 'The specified job group does not exist.'],
  'NotExist.Task': [404, 'The specified task does not exist.'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards.'],
  SignatureDoesNotMatch: [400, 'Specified signature is not matched with our calculation.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  InvalidVersion: [400, 'Specified parameter Version is not valid.'],
  UnsupportedHTTPMethod: [400, 'This http method is not supported.'],
  'Throttling.User': [400, 'Request was denied due to user flow control.'],
  NoPermission: [403, 'You are not authorized to do this action.'],
  InternalError: [500, 'The request processing has failed due to some unknown error, exception or failure.'],
} as const satisfies Record<string, readonly [number, string]>;

/** A refusal in the provider's form. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: { body?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }

  static of(code: keyof typeof ERRORS, message?: string, extra?: ApiError['extra']): ApiError {
    const [status, text] = ERRORS[code];
    return new ApiError(status, code, message ?? text, extra);
  }

  /** `{RequestId, HostId, Code, Message, Recommend}` */
  toBody(requestId: string, hostId: string): Record<string, unknown> {
    return {
      RequestId: requestId,
      HostId: hostId,
      Code: this.code,
      Message: this.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${this.code}&product=OutboundBot&requestId=${requestId}`,
      ...this.extra.body,
    };
  }
}
