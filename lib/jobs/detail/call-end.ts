/** Who hung up, as far as it is told: `customer` is the one who was called. */
export type HangUpSide = 'customer' | 'robot' | 'agent';

/**
 * HangUpDirection has no documented list; samples say `client` (DescribeJob) and `Callee` (QueryJobsWithResult,
 * OutboundBot 2019-12-26). The others are the same product's words for the two ends of a call.
 */
const SIDES: ReadonlyMap<string, HangUpSide> = new Map([
  ['client', 'customer'],
  ['callee', 'customer'],
  ['contact', 'customer'],
  ['robot', 'robot'],
  ['chatbot', 'robot'],
  ['caller', 'robot'],
  ['agent', 'agent'],
]);

/** The side that hung up; null for one that we do not know, which is shown as it came. */
export function hangUpSide(direction: string): HangUpSide | null {
  return SIDES.get(direction.toLowerCase()) ?? null;
}

/** Tasks[].EndReason in the order of its codes, 1 to 11 (OutboundBot 2019-12-26, DescribeJob). */
const END_REASONS = [
  'FINISHED',
  'CHATBOT_HANGUP_AFTER_NOANSWER',
  'CHATBOT_HANGUP_AFTER_SILENCE',
  'CLIENT_HANGUP_AFTER_NOANSWER',
  'CLIENT_HANGUP',
  'TRANSFER_BY_INTENT',
  'TRANSFER_AFTER_NOANSWER',
  'INO_INTERACTION',
  'ERROR',
  'SPECIAL_INTERCEPT_VOICE_ASSISTANT',
  'SPECIAL_INTERCEPT_EXTENSION_NUMBER_TRANSFER',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Reads an end reason, which comes as its name or its code; null for one that we do not know. */
export function endReason(told: string): EndReason | null {
  const code = /^\d+$/.test(told) ? Number(told) : 0;
  return END_REASONS[code - 1] ?? END_REASONS.find((reason) => reason === told.toUpperCase()) ?? null;
}
