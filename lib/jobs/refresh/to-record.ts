import type { ProviderJob } from '@/lib/outboundbot/types';
import { epochMs, isoTime, plausibleTime, sentenceTimes } from '@/lib/values/times';
import { isObject } from '@/lib/values/json';

/** The call columns of the last element of `Tasks`; null is "no value". */
export type CallRecord = {
  callId: string | null;
  /** ISO UTC */
  plannedTime: string | null;
  conversation: unknown[] | null;
  callingNumber: string | null;
};

/** What a provider's job says about one row of ours. */
export type JobRecord = {
  /** Null leaves `call_status` alone. */
  status: string | null;
  /** Null: the job has no call yet, only its status is taken. */
  call: CallRecord | null;
  callResult: string | null;
  /** ISO UTC: the later of the calls' ActualTime and their latest sentences. */
  providerTime: string | null;
  /** The job without its conversations, as it is kept in our own table. */
  providerJob: Record<string, unknown>;
};

export type RecordOutcome = { ok: true; record: JobRecord } | { ok: false; reason: string };

const LIMITS = { status: 64, id: 128, callingNumber: 32 };
export const LINK_LIMIT = 2048;

/** What a kept job has as Conversation where the provider's was no list. */
const REFUSED_WORDS = 'refused: not a list';

class InvalidJob extends Error {}

/**
 * Reads a job of ListJobs (OutboundBot 2019-12-26) into what a row holds.
 *
 * Absent, null and "" are no value, and so are an empty Conversation, a PlanedTime of 0 and a last call that is null.
 * A value of the wrong type or past its limit makes the row invalid, but a Conversation that is no list is only no
 * value; unknown statuses and fields are kept.
 */
export function toRecord(job: ProviderJob): RecordOutcome {
  try {
    const { Tasks: calls, ...rest } = storable(job);
    if (!isAbsent(calls) && !Array.isArray(calls)) throw new InvalidJob('Tasks is not a list');
    const list: unknown[] = Array.isArray(calls) ? calls : [];
    const last = lastCall(list);
    return {
      ok: true,
      record: {
        status: text(job.Status, 'Status', LIMITS.status),
        call: last && {
          callId: text(last.TaskId, 'TaskId', LIMITS.id),
          plannedTime: plannedTime(last.PlanedTime),
          conversation: conversation(last.Conversation),
          callingNumber: text(last.CallingNumber, 'CallingNumber', LIMITS.callingNumber),
        },
        callResult:
          last && typeof last.Status === 'string' ? last.Status.slice(0, LIMITS.status) || null : null,
        providerTime: providerTime(list),
        providerJob: { ...rest, Tasks: list.map(withoutConversation) },
      },
    };
  } catch (error) {
    if (error instanceof InvalidJob) return { ok: false, reason: error.message };
    throw error;
  }
}

/** The id of the job's latest call, if the job is one whose recording can be asked for. */
export function recordedCallId(record: JobRecord): string | null {
  return record.status === 'Succeeded' ? (record.call?.callId ?? null) : null;
}

function lastCall(calls: unknown[]): Record<string, unknown> | null {
  const last = calls.at(-1);
  if (isAbsent(last)) return null;
  if (!isObject(last)) throw new InvalidJob('the last element of Tasks is not an object');
  return last;
}

function text(value: unknown, field: string, limit: number): string | null {
  if (isAbsent(value)) return null;
  if (typeof value !== 'string') throw new InvalidJob(`${field} is not text`);
  if (Array.from(value).length > limit) throw new InvalidJob(`${field} is longer than ${limit} characters`);
  return toStorableText(value);
}

function plannedTime(value: unknown): string | null {
  if (isAbsent(value)) return null;
  const ms = epochMs(value);
  if (ms === null) throw new InvalidJob('PlanedTime is not a number');
  if (ms === 0) return null;
  const time = isoTime(ms);
  if (time === null) throw new InvalidJob('PlanedTime is outside 2000 to 2100');
  return time;
}

/** Words that are not a list are refused and count as none: what else the job tells is taken. */
function conversation(value: unknown): unknown[] | null {
  return Array.isArray(value) && value.length > 0 ? value : null;
}

function providerTime(calls: unknown[]): string | null {
  let latest: number | null = null;
  for (const call of calls) {
    if (!isObject(call)) continue;
    const sentences: unknown[] = Array.isArray(call.Conversation) ? call.Conversation : [];
    const stamps = sentences.map((sentence) => (isObject(sentence) ? sentence.Timestamp : null));
    for (const ms of [plausibleTime(call.ActualTime), ...sentenceTimes(call.ActualTime, stamps).storedAt]) {
      if (ms !== null && (latest === null || ms > latest)) latest = ms;
    }
  }
  return isoTime(latest);
}

/** A provider's job as it is kept in a table of ours: without its conversations, and what PostgreSQL cannot hold. */
export function withoutConversations(job: Record<string, unknown>): Record<string, unknown> {
  const { Tasks: calls, ...rest } = storable(job);
  return Array.isArray(calls) ? { ...rest, Tasks: calls.map(withoutConversation) } : rest;
}

function withoutConversation(call: unknown): unknown {
  if (!isObject(call)) return call;
  const { Conversation: words, ...rest } = call;
  // Of words that were refused it is kept that there were some.
  return isAbsent(words) || Array.isArray(words) ? rest : { ...rest, Conversation: REFUSED_WORDS };
}

function isAbsent(value: unknown): value is null | undefined | '' {
  return value === undefined || value === null || value === '';
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair; both become U+FFFD. */
function toStorableText(value: string): string {
  return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** The same value with every text in it storable; a value that already is comes back as it is. */
function storable<T>(value: T): T {
  return isStorable(value) ? value : (storableDeep(value) as T);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (Array.isArray(value)) return value.every(isStorable);
  return !isObject(value) || Object.keys(value).every((key) => isStorable(key) && isStorable(value[key]));
}

function storableDeep(value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value);
  if (Array.isArray(value)) return value.map(storableDeep);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [toStorableText(key), storableDeep(item)]),
  );
}
