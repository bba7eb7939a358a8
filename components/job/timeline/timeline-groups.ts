import type { TimelineEvent } from '@/lib/jobs/schemas';

/** Events that tell one story: what one person saved of one follow-up in a while, or heard of one call. */
export type TimelineGroup = {
  /** The newest, which says how it ended. */
  event: TimelineEvent;
  count: number;
  /** The oldest one's time. */
  since: string;
};

/** Saves of one follow-up that are no further apart belong together. */
const TOGETHER_MS = 30 * 60_000;

function belongs(newer: TimelineEvent, older: TimelineEvent): boolean {
  if (newer.kind !== older.kind || newer.by !== older.by || newer.undone !== older.undone) return false;
  if (newer.kind === 'played' || newer.kind === 'downloaded') return newer.callId === older.callId;
  if (newer.kind !== 'follow_up') return false;
  const near = Date.parse(newer.at) - Date.parse(older.at) <= TOGETHER_MS;
  const same = !newer.followUp || !older.followUp || newer.followUp.id === older.followUp.id;
  return near && same;
}

/** What the newer event tells, with what only the older one does. */
function joined(newer: TimelineEvent, older: TimelineEvent): TimelineEvent {
  const followUp = newer.followUp ?? older.followUp;
  const to = (newer.interest ?? older.interest)?.to;
  const from = (older.interest ?? newer.interest)?.from;
  const interest = to === undefined || from === undefined ? undefined : { from, to };
  return { ...newer, ...(followUp && { followUp }), ...(interest && { interest }) };
}

/** A time-line (oldest first) as it is read: newest first, neighbours of one story in one piece. */
export function groupTimeline(events: readonly TimelineEvent[]): TimelineGroup[] {
  const groups: (TimelineGroup & { oldest: TimelineEvent })[] = [];
  for (const event of events.toReversed()) {
    const last = groups.at(-1);
    if (last && belongs(last.oldest, event)) {
      last.event = joined(last.event, event);
      last.count += 1;
      last.since = event.at;
      last.oldest = event;
    } else groups.push({ event, count: 1, since: event.at, oldest: event });
  }
  return groups.map(({ event, count, since }) => ({ event, count, since }));
}
