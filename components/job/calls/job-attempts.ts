import type { Call, DescribedCalls, DetailedCall, JobDetail, JobRow, Sentence } from '@/lib/jobs/schemas';
import { callResultGroup, isTerminal } from '@/lib/values/provider-words';

/** One call of a job, with as much as is known of it. Fields that DescribeJob alone has are absent until it answered. */
export type Attempt = {
  /** 1 is the oldest. */
  number: number;
  /** Against the call that the row shows: `newer` ones come into the row with its next refresh. */
  place: 'earlier' | 'row' | 'newer';
  call: Call & Partial<Omit<DetailedCall, keyof Call>>;
  /** Null: not known (yet). */
  conversation: readonly Sentence[] | null;
};

type Known = Pick<JobDetail, 'row' | 'callId' | 'calls' | 'conversation'>;

/** Whether somebody answered, or may still: such a call has words and sound. */
export function isConnected(result: string | null): boolean {
  const group = result === null ? null : callResultGroup(result);
  return group === 'connected' || group === 'live';
}

/**
 * Every call of a job, oldest first: those of the newest check, with what DescribeJob tells of each. The row's own call
 * keeps the words that the row holds, so that table and job never differ.
 */
export function readAttempts(detail: Known, described: DescribedCalls | null): Attempt[] {
  const told = described?.calls ?? [];
  const known = new Set(detail.calls.map(({ callId }) => callId));
  const calls = [...detail.calls, ...told.filter(({ callId }) => !known.has(callId))];
  const found = calls.findIndex(({ callId }) => callId !== null && callId === detail.callId);
  const rowIndex = found >= 0 ? found : detail.calls.length - 1;
  // After a refresh the older answer is still here for a moment.
  const isNewer = isAtLeast(described?.described_at ?? null, detail.row.checkedAt);
  return calls.map((call, index) => {
    const details = told.find(({ callId }) => callId !== null && callId === call.callId);
    const place = index === rowIndex ? 'row' : index < rowIndex ? 'earlier' : 'newer';
    return {
      number: index + 1,
      place,
      call: isNewer ? { ...call, ...details } : { ...details, ...call },
      conversation: place === 'row' ? detail.conversation : wordsOf(call, details, described),
    };
  });
}

/** Without an answer of the provider's the words of other calls are known only when there can be none. */
function wordsOf(
  call: Call,
  details: DetailedCall | undefined,
  described: DescribedCalls | null,
): readonly Sentence[] | null {
  if (details && details.conversation.length > 0) return details.conversation;
  if (details && !described?.error) return [];
  return call.result === null || isConnected(call.result) ? null : [];
}

function isAtLeast(time: string | null, other: string | null): boolean {
  return time !== null && (other === null || Date.parse(time) >= Date.parse(other));
}

/** The row as it would be with this call in it: what the player says of a recording follows from it. */
export function rowOfCall(row: JobRow, { call }: Attempt): JobRow {
  const connected = isConnected(call.result);
  return {
    ...row,
    callStatus: connected ? 'Succeeded' : 'Failed',
    callResult: call.result,
    durationMs: call.durationMs,
    recording: connected ? 'possible' : 'none',
  };
}

/** What was said last, by the customer if he said anything. */
export function lastWords(conversation: readonly Sentence[] | null): Sentence | null {
  return (
    conversation?.findLast(({ speaker, text }) => speaker === 'customer' && text !== '') ??
    conversation?.findLast(({ text }) => text !== '') ??
    null
  );
}

/** ISO UTC before which nothing can change; null when none is told, when it has passed, and for jobs that are over. */
export function nothingBefore(
  status: string | null,
  described: Pick<DescribedCalls, 'next_execution_time'> | null,
  now: number,
): string | null {
  const time = described?.next_execution_time ?? null;
  return time !== null && !isTerminal(status) && Date.parse(time) > now ? time : null;
}
