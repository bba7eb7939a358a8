import { objects } from '@/lib/values/json';

// Which fields of the provider's job (OutboundBot 2019-12-26, ListJobs) a browser gets: those that the screens know.
// What the provider adds some day can hold anything, so it stays on the server until somebody has looked at it.

const JOB = ['JobId', 'JobGroupId', 'Status', 'FailureReason', 'NextExecutionTime'];
const LISTS: Record<string, readonly string[]> = {
  Contacts: ['ContactName', 'Honorific', 'PhoneNumber', 'ReferenceId'],
  Summary: ['SummaryName', 'Content', 'Category'],
  Extras: ['Key', 'Value'],
  Tasks: [
    ...[
      'TaskId',
      'Status',
      'PlanedTime',
      'ActualTime',
      'EndTime',
      'Duration',
      'CallingNumber',
      'CalledNumber',
    ],
    ...['EndReason', 'HangUpDirection', 'RealRingingDuration', 'RingingDuration', 'SipCode'],
  ],
};
const SENTENCE = ['Speaker', 'Script', 'Timestamp'];

type Fields = Record<string, unknown>;

/** Plain values alone: an object where a text belongs is as unknown as a field. */
function pick(from: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(
    keys
      .filter((key) => Object.hasOwn(from, key) && (from[key] === null || typeof from[key] !== 'object'))
      .map((key) => [key, from[key]]),
  );
}

/** The provider's job with what a browser may get of it. */
export function shownFields(job: Fields): Fields {
  const shown = pick(job, JOB);
  for (const [list, keys] of Object.entries(LISTS)) {
    if (!Object.hasOwn(job, list)) continue;
    shown[list] = objects(job[list]).map((item) => ({
      ...pick(item, keys),
      ...(list === 'Tasks' &&
        Object.hasOwn(item, 'Conversation') && {
          Conversation: objects(item.Conversation).map((sentence) => pick(sentence, SENTENCE)),
        }),
    }));
  }
  return shown;
}
