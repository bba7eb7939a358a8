import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createOutboundBot } from '@/lib/outboundbot/client';
import { resolveEndpoint } from '@/lib/outboundbot/endpoint';
import type { OutboundBot, ProviderJob } from '@/lib/outboundbot/types';
import { CALLER } from '@/lib/outboundbot/testing/caller';

import { DEFAULTS, startSimulator, type Simulator } from '@/simulator/start';
import { openRecording } from '../open-recording';
import { CALL } from '../testing';
import { makePeaks } from './make-peaks';
import { presentPeaks } from './present-peaks';
import type { Peaks } from '../sound/types';

type Row = { call_job_id: string | null; call_status: string | null; call_conversation: unknown };
type Task = {
  TaskId: string;
  ActualTime: number;
  RingingDuration: number;
  Conversation: { Speaker: string; Timestamp: number }[];
};

const CALLS = 12;
let simulator: Simulator;
let outboundbot: OutboundBot;
let jobs: (ProviderJob & { Tasks: Task[] })[];

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'peaks', clock: '2026-11-23T06:00:00Z', frozen: true });
  outboundbot = createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
  const world = (await (await fetch(`${simulator.controlUrl}/world`)).json()) as { leads_task_list: Row[] };
  const talks = world.leads_task_list.filter(
    ({ call_status, call_conversation }) =>
      call_status === 'Succeeded' && Array.isArray(call_conversation) && call_conversation.length >= 8,
  );
  const ids = talks.slice(0, CALLS).map(({ call_job_id }) => call_job_id ?? '');
  const deadline = AbortSignal.timeout(60_000);
  jobs = (await Promise.all(
    ids.map((id) => outboundbot.describeJob(id, { caller: CALLER, deadline })),
  )) as typeof jobs;
});
afterAll(() => simulator.close());

async function peaksOf(callId: string): Promise<Peaks> {
  const { body } = await openRecording(
    { ...CALL, callId },
    {
      outboundbot,
      endpoint: resolveEndpoint('cn-shanghai', simulator.url),
      caller: CALLER,
      startedAt: Date.now(),
      signal: AbortSignal.timeout(60_000),
    },
  );
  return makePeaks(body!);
}

/** The sides of a stereo sound exchanged. */
function swapped({ peaks, ...rest }: Peaks): Peaks {
  const other = peaks.slice();
  for (let at = 0; at < other.length; at += 4) {
    other.set(peaks.subarray(at + 2, at + 4), at);
    other.set(peaks.subarray(at, at + 2), at + 2);
  }
  return { ...rest, peaks: other };
}

describe('the recordings of the simulated provider', () => {
  it('are found to begin when the call was answered, with sentences stored at their end, also with sides exchanged', async () => {
    expect(jobs).toHaveLength(CALLS);
    for (const job of jobs) {
      const call = job.Tasks.at(-1)!;
      const alignmentInput = {
        callId: call.TaskId,
        latestCallId: call.TaskId,
        robotChannel: null,
        offsetMs: null,
        conversation: call.Conversation,
        providerJob: job,
      };
      const peaks = await peaksOf(call.TaskId);
      const told = presentPeaks(peaks, alignmentInput);
      expect(told).toMatchObject({
        channels: 2,
        robot_channel: 'left',
        offset_source: 'guessed',
        sentence_times: 'end',
      });
      // The sound begins with the answering.
      const answeredAt = call.ActualTime + call.RingingDuration;
      const firstAt = call.Conversation[0]!.Timestamp;
      expect(Math.abs(told.offset_ms - (firstAt - answeredAt))).toBeLessThanOrEqual(200);
      // A row that was never refreshed does not know when the call began.
      const before = presentPeaks(peaks, { ...alignmentInput, providerJob: null });
      expect(Math.abs(before.offset_ms - told.offset_ms)).toBeLessThanOrEqual(100);
      const other = presentPeaks(swapped(peaks), alignmentInput);
      expect(other).toMatchObject({ robot_channel: 'right', offset_ms: told.offset_ms, speech: told.speech });
    }
  });
});
