import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { isObject } from '@/lib/values/json';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { selectEvents, type StoredEvent } from '../events/event-repository';
import { readCalls } from '../detail/job-detail';
import { findJob } from '../detail/job-repository';
import { withoutLink } from '../refresh/present-refresh';
import type { TimelineEvent } from '../schemas';

/**
 * What happened to one job, oldest first: its creation and plan, each call, each change with what brought it, and what
 * people did with it.
 *
 * @throws AppError `not_found`, also for another organization's row
 */
export async function jobTimeline({ db }: { db: Db }, actor: Actor, rowId: DbId): Promise<TimelineEvent[]> {
  const [job, stored] = await Promise.all([
    findJob(actor.orgId, db, rowId),
    selectEvents(actor.orgId, db, rowId),
  ]);
  if (!job) throw new AppError('not_found');
  const providerJob = isObject(job.providerJob) ? job.providerJob : {};

  const calls = readCalls(providerJob).flatMap((call, index): TimelineEvent[] => {
    const id = `call-${call.callId ?? index}`;
    const planned = call.plannedTime
      ? [{ ...NOBODY, id: `${id}-planned`, at: call.plannedTime, kind: 'planned' as const }]
      : [];
    return call.actualTime ? [{ ...NOBODY, id, at: call.actualTime, kind: 'call', call }] : planned;
  });
  const events = [...calls, ...stored.map((event) => toTimelineEvent(event, rowId))].toSorted((a, b) =>
    a.at.localeCompare(b.at),
  );
  const createdAt = entryTime(job.createdTimes, events[0]?.at ?? null);
  return createdAt ? [{ ...NOBODY, id: 'created', at: createdAt, kind: 'created' }, ...events] : events;
}

/**
 * When the lead came into the task: the newest of the times that may tell it and lies before all that happened to it.
 * Other programs also keep the time of a call where ours may stand.
 */
function entryTime(times: readonly (string | null)[], first: string | null): string | null {
  const before = times.filter((time) => time !== null && (first === null || time < first));
  return before.toSorted().at(-1) ?? null;
}

const NOBODY = { by: null, via: null, receiptId: null };

function toTimelineEvent({ details, ...event }: StoredEvent, rowId: DbId): TimelineEvent {
  return {
    ...event,
    id: `event-${event.id}`,
    ...(details?.changes ? { changes: details.changes.map((change) => withoutLink(change, rowId)) } : {}),
    ...(details?.follow_up
      ? {
          followUp: {
            ...details.follow_up,
            leads_remark: preview(details.follow_up.leads_remark, 'remark'),
          },
        }
      : {}),
    ...(details?.interest ? { interest: details.interest } : {}),
    ...(details?.owner ? { owner: details.owner } : {}),
    ...(details?.undone ? { undone: true as const } : {}),
    ...(details?.call_id ? { callId: details.call_id } : {}),
    ...(details?.reason ? { reason: details.reason } : {}),
  };
}
