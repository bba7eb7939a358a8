import type { ScriptedJobs, RecordingState } from '../scripted';
import { leadOf } from '../world/people';
import { Random } from '../world/random';
import { isConnected } from '../world/results';
import { type FoundCall, leadNumber, type World } from '../world/world';
import { type Recording, TELEPHONE } from './recording';

/** A recording is there this long after its call ended (the provider documents nothing; simulated time). */
export const READY_AFTER_MS = 20_000;

export type FoundRecording = {
  jobId: string | null;
  state: RecordingState;
  recording: Recording;
  endedAt: number | null;
};

/** Finds recordings by call, and by the names of the objects that links point at. */
export class RecordingLibrary {
  constructor(
    private readonly world: World,
    private readonly scripted: ScriptedJobs,
    private readonly now: () => number,
  ) {}

  /** Null for an unknown call. */
  ofCall(callId: string): FoundRecording | null {
    const scripted = this.scripted.recording(callId);
    if (scripted) return { ...scripted, endedAt: null };
    const call = this.world.call(callId, this.now());
    if (!call) return null;
    const { endsAt, result } = call.plan;
    const ready = this.now() >= endsAt + READY_AFTER_MS;
    return {
      jobId: call.jobId,
      state: !isConnected(result) ? 'none' : ready ? 'ready' : 'not_ready',
      recording: recordingOf(callId, call),
      endedAt: endsAt,
    };
  }

  /** `<call>.wav`, `<call>-swapped.wav` (sides changed) and `<call>-<n>.wav` (the n-th sentence alone). */
  ofObject(objectName: string): (FoundRecording & { callId: string }) | null {
    const name = /^(.+)\.(?:wav|mp3)$/.exec(objectName)?.[1];
    if (name === undefined) return null;
    const whole = this.ofCall(name);
    if (whole) return { ...whole, callId: name };
    const [, callId, part] = /^(.+)-(swapped|[1-9]\d*)$/.exec(name) ?? [];
    const found = callId === undefined ? null : this.ofCall(callId);
    if (!found || callId === undefined) return null;
    if (part === 'swapped') return { ...found, callId, recording: { ...found.recording, swapped: true } };
    const segment = found.recording.segments[Number(part) - 1];
    if (!segment) return null;
    const durationMs = segment.toMs - segment.fromMs;
    const segments = [{ ...segment, fromMs: 0, toMs: durationMs }];
    return { ...found, callId, recording: { ...found.recording, name, durationMs, segments } };
  }
}

function recordingOf(callId: string, { place, plan, sentences }: FoundCall): Recording {
  const female = leadOf(place.seed, leadNumber(place)).female;
  const random = new Random(place.seed, 'voice', place.task.id, place.index);
  return {
    name: callId,
    durationMs: plan.talkMs,
    segments: sentences.map(({ speaker, from, to }) => ({ speaker, fromMs: from, toMs: to })),
    format: TELEPHONE,
    swapped: false,
    pitches: { Robot: 225, Contact: female ? random.int(180, 205) : random.int(95, 140) },
  };
}
