import { callDuration } from './call-duration';
import { maskNumberOrNull } from './masking';
import type { Call, JobDetail, Sentence } from './schemas';
import { epochMs, isObject } from './to-record';

// Readers of the provider's job as it is kept (OutboundBot 2019-12-26, ListJobs): every field may be absent, null or
// of a type of the future, so each reader takes what it understands and leaves the rest.

export function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text or number as text; null for anything else and for "". */
export function words(value: unknown): string | null {
  if (typeof value === 'string') return value || null;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

export function isoTime(value: unknown): string | null {
  const ms = epochMs(value);
  if (ms === null || ms <= 0) return null;
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

export function readCalls(job: Record<string, unknown>): Call[] {
  return objects(job.Tasks).map(readCall);
}

export function readCall(call: Record<string, unknown>): Call {
  return {
    callId: words(call.TaskId),
    result: words(call.Status),
    plannedTime: isoTime(call.PlanedTime),
    actualTime: isoTime(call.ActualTime),
    durationMs: callDuration(call.Duration, null, null),
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
 * The sentences of a stored conversation in their order.
 *
 * @param callStartedAt ISO UTC of the call's ActualTime; without it the first sentence counts as the start
 */
export function readConversation(value: unknown, callStartedAt: string | null): Sentence[] {
  const sentences = objects(value);
  const firstAt = sentences
    .map((sentence) => epochMs(sentence.Timestamp))
    .find((ms) => ms !== null && ms > 0);
  const startedAt = callStartedAt ? Date.parse(callStartedAt) : (firstAt ?? null);
  return sentences.map((sentence) => {
    const label = words(sentence.Speaker) ?? '';
    const ms = epochMs(sentence.Timestamp);
    const known = ms !== null && ms > 0 && startedAt !== null;
    return {
      speaker: label === 'Robot' ? 'robot' : label === 'Contact' ? 'customer' : 'other',
      label,
      text: words(sentence.Script) ?? '',
      at: isoTime(sentence.Timestamp),
      offsetSeconds: known ? Math.max(0, (ms - startedAt) / 1000) : null,
    };
  });
}
