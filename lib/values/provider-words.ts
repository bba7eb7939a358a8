/** The seven values of Job.Status (OutboundBot 2019-12-26, ListJobs). An unknown one is shown as it came. */
export const CALL_STATUSES = [
  'Scheduling',
  'Executing',
  'Succeeded',
  'Failed',
  'Paused',
  'Cancelled',
  'Drafted',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

export function isCallStatus(value: string): value is CallStatus {
  return (CALL_STATUSES as readonly string[]).includes(value);
}

const TERMINAL: ReadonlySet<string> = new Set<CallStatus>(['Succeeded', 'Failed', 'Cancelled']);

/** Whether the provider will not change this status any more. */
export function isTerminal(status: string | null): boolean {
  return status !== null && TERMINAL.has(status);
}

export const CALL_RESULT_GROUPS = ['live', 'connected', 'not_connected', 'never_dialled', 'failed'] as const;
export type CallResultGroup = (typeof CALL_RESULT_GROUPS)[number];

/** Task.Status (33 values) by what it means to an operator. Source: OutboundBot 2019-12-26, ListJobs, task status. */
const CALL_RESULTS = {
  Executing: 'live',
  Succeeded: 'connected',
  SucceededFinish: 'connected',
  SucceededChatbotHangUpAfterNoAnswer: 'connected',
  SucceededChatbotHangUpAfterSilence: 'connected',
  SucceededClientHangUpAfterNoAnswer: 'connected',
  SucceededClientHangUp: 'connected',
  SucceededTransferByIntent: 'connected',
  SucceededTransferAfterNoAnswer: 'connected',
  SucceededInoInterAction: 'connected',
  SucceededError: 'connected',
  SucceededSpecialInterceptVoiceAssistant: 'connected',
  SucceededSpecialInterceptExtensionNumberTransfer: 'connected',
  SucceededSpecialInterceptCustomSpecialIntercept: 'connected',
  NoAnswer: 'not_connected',
  NotExist: 'not_connected',
  Busy: 'not_connected',
  NotConnected: 'not_connected',
  PoweredOff: 'not_connected',
  OutOfService: 'not_connected',
  InArrears: 'not_connected',
  Failed: 'failed',
  Cancelled: 'never_dialled',
  EmptyNumber: 'never_dialled',
  PerDayCallCountLimit: 'never_dialled',
  ContactBlockList: 'never_dialled',
  CallerNotRegistered: 'never_dialled',
  Terminated: 'never_dialled',
  VerificationCancelled: 'never_dialled',
  OutOfServiceNoCall: 'never_dialled',
  InArrearsNoCall: 'never_dialled',
  CallingNumberNotExist: 'never_dialled',
  HighRiskSipCode: 'never_dialled',
} as const satisfies Record<string, CallResultGroup>;

export type CallResult = keyof typeof CALL_RESULTS;

export function isCallResult(value: string): value is CallResult {
  return Object.hasOwn(CALL_RESULTS, value);
}

/** The call results of a group. */
export function resultsOf(group: CallResultGroup): CallResult[] {
  return (Object.keys(CALL_RESULTS) as CallResult[]).filter((result) => CALL_RESULTS[result] === group);
}

/** The group of a call result; one that the provider added later still counts as connected by its prefix. */
export function callResultGroup(result: string): CallResultGroup | null {
  if (isCallResult(result)) return CALL_RESULTS[result];
  return result.startsWith('Succeeded') ? 'connected' : null;
}

/** Call results of calls that were dialled and have ended. */
export const DIALLED_GROUPS = [
  'connected',
  'not_connected',
  'failed',
] as const satisfies readonly CallResultGroup[];

/** Answered, and not by a person: an assistant, an extension, an intercept. */
export const ANSWERED_BY_MACHINE: readonly CallResult[] = [
  'SucceededSpecialInterceptVoiceAssistant',
  'SucceededSpecialInterceptExtensionNumberTransfer',
  'SucceededSpecialInterceptCustomSpecialIntercept',
];

/**
 * What a connect rate counts a job as: answered, of those that were dialled and have ended. A job whose call result
 * nobody has asked for yet counts by its status, which is final in the same words.
 */
export function tellsOf({ result, status }: { result: string; status: string }): {
  dialled: boolean;
  connected: boolean;
} {
  if (result === '')
    return { dialled: status === 'Succeeded' || status === 'Failed', connected: status === 'Succeeded' };
  const group = callResultGroup(result);
  return { dialled: DIALLED_GROUPS.some((dialled) => dialled === group), connected: group === 'connected' };
}
