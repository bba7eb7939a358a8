import { objects } from '@/lib/values/json';
import { isoTime, isWithinCall, plausibleDuration, plausibleTime } from '@/lib/values/times';

import { readCall, readConversation, words } from './job-detail';
import type { DetailedCall } from '../schemas';

/**
 * Every call of a provider's job, oldest first, with the fields that DescribeJob alone has (OutboundBot 2019-12-26):
 * EndReason, HangUpDirection and SipCode as they came, EndTime where it is plausible, RealRingingDuration or else RingingDuration in ms (its
 * unit is not documented; the provider's sibling operations use ms).
 * @param stored the conversation that the row holds of its latest call, for a job that comes without
 */
export function readDetailedCalls(
  job: Record<string, unknown>,
  stored: { callId: string; conversation: unknown } | null,
): DetailedCall[] {
  return objects(job.Tasks).map((task) => {
    const call = readCall(task);
    const told = objects(task.Conversation);
    const isStored = stored !== null && call.callId === stored.callId;
    return {
      ...call,
      endTime: endTime(task),
      endReason: words(task.EndReason),
      hangUpSide: words(task.HangUpDirection),
      ringingMs: plausibleDuration(task.RealRingingDuration) ?? plausibleDuration(task.RingingDuration),
      sipCode: words(task.SipCode),
      conversation: readConversation(
        told.length === 0 && isStored ? stored.conversation : told,
        call.actualTime,
      ),
    };
  });
}

/** ISO UTC of the job's NextExecutionTime: nothing can change before it. */
export function readNextExecutionTime(job: Record<string, unknown>): string | null {
  return isoTime(job.NextExecutionTime);
}

/** EndTime, unless no call that began when this one did can have ended then. */
function endTime({ ActualTime, EndTime }: Record<string, unknown>): string | null {
  const [startedAt, endedAt] = [plausibleTime(ActualTime), plausibleTime(EndTime)];
  if (startedAt !== null && endedAt !== null && !isWithinCall(endedAt, startedAt)) return null;
  return isoTime(endedAt);
}
