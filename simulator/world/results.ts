/**
 * Task.Status and Job.FailureReason of OutboundBot 2019-12-26 (ListJobs, QueryJobs), as weights: how often this world
 * ends a call or a job in each way. "Succeeded" alone is no longer returned by the provider.
 */
export const CONNECTED = {
  SucceededFinish: 400,
  SucceededClientHangUp: 230,
  SucceededChatbotHangUpAfterSilence: 60,
  SucceededChatbotHangUpAfterNoAnswer: 50,
  SucceededClientHangUpAfterNoAnswer: 50,
  SucceededTransferByIntent: 60,
  SucceededTransferAfterNoAnswer: 25,
  SucceededInoInterAction: 40,
  SucceededError: 12,
  SucceededSpecialInterceptVoiceAssistant: 50,
  SucceededSpecialInterceptExtensionNumberTransfer: 12,
  SucceededSpecialInterceptCustomSpecialIntercept: 12,
} as const;
export type ConnectedResult = keyof typeof CONNECTED;

/** Worth another try. */
export const NOT_CONNECTED = {
  NoAnswer: 46,
  Busy: 16,
  PoweredOff: 14,
  NotConnected: 14,
  Failed: 4,
} as const;

/** Dialled once, and no redial helps. */
export const HOPELESS = { NotExist: 8, OutOfService: 7, InArrears: 5 } as const;

export const NEVER_DIALLED = {
  EmptyNumber: 20,
  ContactBlockList: 14,
  PerDayCallCountLimit: 12,
  OutOfServiceNoCall: 9,
  InArrearsNoCall: 7,
  VerificationCancelled: 6,
  HighRiskSipCode: 5,
  CallerNotRegistered: 3,
  CallingNumberNotExist: 2,
} as const;

/** How a call ends whose job was cancelled by hand. */
export const STOPPED = { Cancelled: 3, Terminated: 2 } as const;

export type CallResult =
  | ConnectedResult
  | keyof typeof NOT_CONNECTED
  | keyof typeof HOPELESS
  | keyof typeof NEVER_DIALLED
  | keyof typeof STOPPED;

export function isConnected(result: CallResult): result is ConnectedResult {
  return Object.hasOwn(CONNECTED, result);
}

const FAILURE_REASONS: Partial<Record<CallResult, string>> = {
  NoAnswer: 'NoAnswer',
  EmptyNumber: 'EmptyNumber',
  NotExist: 'EmptyNumber',
  ContactBlockList: 'ContactBlockList',
  PerDayCallCountLimit: 'PerDayCallCountLimit',
  VerificationCancelled: 'VerificationCancelled',
  OutOfService: 'OutOfService',
  OutOfServiceNoCall: 'ContactSuspended',
  InArrears: 'InArrears',
  InArrearsNoCall: 'InArrears',
};

/** The job's reason for a last call that was not connected. */
export function failureReason(result: CallResult): string {
  return FAILURE_REASONS[result] ?? 'CallFailed';
}

/** DescribeJob: `EndReason` of a connected call, one for each status from 20 on. */
export const END_REASONS: Partial<Record<CallResult, string>> = {
  SucceededFinish: 'FINISHED',
  SucceededChatbotHangUpAfterNoAnswer: 'CHATBOT_HANGUP_AFTER_NOANSWER',
  SucceededChatbotHangUpAfterSilence: 'CHATBOT_HANGUP_AFTER_SILENCE',
  SucceededClientHangUpAfterNoAnswer: 'CLIENT_HANGUP_AFTER_NOANSWER',
  SucceededClientHangUp: 'CLIENT_HANGUP',
  SucceededTransferByIntent: 'TRANSFER_BY_INTENT',
  SucceededTransferAfterNoAnswer: 'TRANSFER_AFTER_NOANSWER',
  SucceededInoInterAction: 'INO_INTERACTION',
  SucceededError: 'ERROR',
  SucceededSpecialInterceptVoiceAssistant: 'SPECIAL_INTERCEPT_VOICE_ASSISTANT',
  SucceededSpecialInterceptExtensionNumberTransfer: 'SPECIAL_INTERCEPT_EXTENSION_NUMBER_TRANSFER',
};

/** DescribeJob: the SIP code that goes with a call that did not connect. */
export const SIP_CODES: Partial<Record<CallResult, number>> = {
  NoAnswer: 480,
  Busy: 486,
  PoweredOff: 480,
  NotConnected: 503,
  NotExist: 404,
  OutOfService: 604,
  InArrears: 403,
  Failed: 500,
};
