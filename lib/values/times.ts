// The one rule for times that the provider tells (OutboundBot 2019-12-26: epoch ms). What cannot be true is no time.

const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** Longer than any robot's call, ringing included, and shorter than the eight hours of a mistaken time zone. */
const LONGEST_CALL_MS = 6 * 60 * 60 * 1000;
/** Two machines' clocks may differ by so much: a sentence may seem to come before its call. */
const SKEW_MS = 60_000;

/** A number of milliseconds, also when it came as digits in a string. */
export function epochMs(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : null;
}

/** A provider's time in epoch ms; null for one outside 2000 to 2100, such as seconds or a count from the call's start. */
export function plausibleTime(value: unknown): number | null {
  const ms = epochMs(value);
  return ms !== null && ms >= EARLIEST_MS && ms < LATEST_MS ? ms : null;
}

/** `plausibleTime` as ISO UTC. */
export function isoTime(value: unknown): string | null {
  const ms = plausibleTime(value);
  return ms === null ? null : new Date(ms).toISOString();
}

/** How long something within a call took, in ms, 0 included; null for what no call can last. */
export function plausibleDuration(value: unknown): number | null {
  const ms = epochMs(value);
  return ms !== null && ms >= 0 && ms <= LONGEST_CALL_MS ? ms : null;
}

/** Whether something can have happened in a call that began then; both in epoch ms. */
export function isWithinCall(ms: number, startedAt: number): boolean {
  return ms >= startedAt - SKEW_MS && ms <= startedAt + LONGEST_CALL_MS;
}

export type SentenceTimes = {
  /** When each sentence was stored, epoch ms; null where that is not known. */
  storedAt: (number | null)[];
  /** ms from the call's start, never below 0; null where it is not known. */
  offsets: (number | null)[];
  /** From the earliest to the latest sentence, in ms; null where fewer than two times are known. */
  spanMs: number | null;
};

/**
 * The times of one call's sentences, in the order of the list, which need not be that of the times.
 *
 * They count from ActualTime. Where that is missing, or no sentence lies within six hours after it, they count from the
 * earliest sentence of the largest group that can be one call; when ActualTime contradicts them, which of the two is
 * wrong cannot be told, and `storedAt` is not known. A sentence outside the call has no time.
 */
export function sentenceTimes(actualTime: unknown, stamps: readonly unknown[]): SentenceTimes {
  const times = stamps.map(plausibleTime);
  const dialledAt = plausibleTime(actualTime);
  const known = times.filter((ms) => ms !== null).sort((a, b) => a - b);
  const agrees = dialledAt !== null && known.some((ms) => isWithinCall(ms, dialledAt));
  const startedAt = agrees ? dialledAt : startOfLargestGroup(known);
  const isCounted = (ms: number | null) =>
    ms !== null && startedAt !== null && (agrees ? true : ms >= startedAt) && isWithinCall(ms, startedAt);
  const counted = times.map((ms) => (isCounted(ms) ? ms : null));
  const inOrder = known.filter(isCounted);
  const [earliest, latest] = [inOrder.at(0), inOrder.at(-1)];
  return {
    storedAt: dialledAt === null || agrees ? counted : counted.map(() => null),
    offsets: counted.map((ms) => (ms === null || startedAt === null ? null : Math.max(0, ms - startedAt))),
    spanMs: inOrder.length > 1 && earliest !== undefined && latest !== undefined ? latest - earliest : null,
  };
}

/** Of sorted times, the first of the most that fit into one call. */
function startOfLargestGroup(sorted: readonly number[]): number | null {
  let best: { start: number; size: number } | null = null;
  let end = 0;
  for (const [index, start] of sorted.entries()) {
    while ((sorted[end] ?? Infinity) <= start + LONGEST_CALL_MS) end += 1;
    if (!best || end - index > best.size) best = { start, size: end - index };
  }
  return best?.start ?? null;
}

/**
 * How long a call lasted, in ms. Tasks[].Duration is taken as ms where it is told (its unit is not documented; the
 * provider's sibling operations use ms), else the time from the earliest to the latest sentence.
 */
export function callDuration(
  duration: unknown,
  actualTime: unknown,
  stamps: readonly unknown[],
): number | null {
  const told = plausibleDuration(duration);
  if (told !== null && told > 0) return told;
  return sentenceTimes(actualTime, stamps).spanMs || null;
}
