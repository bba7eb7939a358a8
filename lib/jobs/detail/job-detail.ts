import { objects } from '@/lib/values/json';
import { maskNumberOrNull } from '@/lib/values/masking';
import { oneLine } from '@/lib/values/one-line';
import { callDuration, isoTime, sentenceTimes } from '@/lib/values/times';

import type { Call, JobDetail, Sentence } from '../schemas';

// Readers of the provider's job as it is kept (OutboundBot 2019-12-26, ListJobs): every field may be absent, null or
// of a type of the future, so each reader takes what it understands and leaves the rest.

/** A text or number as text; null for anything else and for "". */
export function words(value: unknown): string | null {
  if (typeof value === 'string') return value || null;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

export function readCalls(job: Record<string, unknown>): Call[] {
  return objects(job.Tasks).map(readCall);
}

/** Whether the words of a kept job's latest call were no list (see `withoutConversation` of ./to-record). */
export function hasRefusedWords(job: Record<string, unknown>): boolean {
  return objects(job.Tasks).at(-1)?.Conversation !== undefined;
}

export function readCall(call: Record<string, unknown>): Call {
  return {
    callId: words(call.TaskId),
    result: words(call.Status),
    plannedTime: isoTime(call.PlanedTime),
    actualTime: isoTime(call.ActualTime),
    durationMs: callDuration(call.Duration, null, []),
    callingNumberMasked: maskNumberOrNull(words(call.CallingNumber)),
    calledNumberMasked: maskNumberOrNull(words(call.CalledNumber)),
  };
}

export function readContacts(job: Record<string, unknown>): JobDetail['contacts'] {
  return objects(job.Contacts).map((contact) => ({
    name: words(contact.ContactName),
    honorific: words(contact.Honorific),
    phoneMasked: maskNumberOrNull(words(contact.PhoneNumber)),
    referenceId: words(contact.ReferenceId),
  }));
}

export function readSummary(value: unknown): JobDetail['summary'] {
  return objects(value).flatMap((item) => {
    const name = words(item.SummaryName);
    return name ? [{ name, content: words(item.Content) ?? '', category: words(item.Category) }] : [];
  });
}

export function readExtras(value: unknown): JobDetail['extras'] {
  return objects(value).flatMap((item) => {
    const key = words(item.Key);
    return key ? [{ key, value: words(item.Value) }] : [];
  });
}

/**
 * The sentences of a stored conversation in their order, each on one line, with the times that can be known.
 *
 * @param callStartedAt ISO UTC of the call's ActualTime; without it the earliest sentence counts as the start
 */
export function readConversation(value: unknown, callStartedAt: string | null): Sentence[] {
  const sentences = objects(value);
  const { storedAt, offsets } = sentenceTimes(
    callStartedAt && Date.parse(callStartedAt),
    sentences.map((sentence) => sentence.Timestamp),
  );
  return sentences.map((sentence, index) => {
    const label = oneLine(words(sentence.Speaker) ?? '');
    const offset = offsets[index] ?? null;
    return {
      speaker: label === 'Robot' ? 'robot' : label === 'Contact' ? 'customer' : 'other',
      label,
      text: oneLine(words(sentence.Script) ?? ''),
      at: isoTime(storedAt[index]),
      offsetSeconds: offset === null ? null : offset / 1000,
    };
  });
}
