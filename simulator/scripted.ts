import type { Json } from './world/provider-job';
import { type Recording, type Segment, TELEPHONE } from './recordings/recording';
import { type ScriptedFileInput, toScriptedFile } from './recordings/scripted-file';
import type { WavFormat } from './recordings/wav';
import type { Steering } from './world/steered-world';

/** How a scripted call's recording is described over the control port; all but nothing has a default. */
export type RecordingInput = {
  seconds?: number;
  /** from, to: seconds */
  segments?: { speaker: 'Robot' | 'Contact'; from: number; to: number }[];
  state?: RecordingState;
  file?: ScriptedFileInput;
} & Partial<WavFormat>;
export type RecordingState = 'ready' | 'not_ready' | 'none' | 'gone';

const DEFAULT_SECONDS = 10;
/** Of which status a scripted job can be steered, and to which. */
const STEERED: Readonly<Record<Steering, { from: readonly string[]; to: string }>> = {
  suspend: { from: ['Scheduling', 'Executing'], to: 'Paused' },
  resume: { from: ['Paused'], to: 'Scheduling' },
  cancel: { from: ['Scheduling', 'Executing', 'Paused', 'Drafted'], to: 'Cancelled' },
};

/** Jobs that tests wrote themselves; they take the place of the world's job of that id. */
export class ScriptedJobs {
  private readonly jobs = new Map<string, Json>();
  private readonly calls = new Map<string, { jobId: string; call: Json }>();
  private readonly recordings = new Map<string, RecordingInput>();

  /** Throws a TypeError when there is no JobId. */
  put(jobs: readonly Json[], recordings: Readonly<Record<string, RecordingInput>> = {}): void {
    for (const job of jobs) {
      if (typeof job?.JobId !== 'string' || job.JobId === '') throw new TypeError('a job needs a JobId');
    }
    for (const job of jobs) {
      this.forgetCalls(job.JobId as string);
      this.jobs.set(job.JobId as string, job);
      for (const call of Array.isArray(job.Tasks) ? (job.Tasks as (Json | null)[]) : []) {
        if (typeof call?.TaskId === 'string')
          this.calls.set(call.TaskId, { jobId: job.JobId as string, call });
      }
    }
    for (const [callId, input] of Object.entries(recordings)) this.recordings.set(callId, input);
  }

  /** One job with its recordings, or everything. */
  delete(jobId?: string): void {
    if (jobId === undefined) {
      this.jobs.clear();
      this.calls.clear();
      this.recordings.clear();
      return;
    }
    this.jobs.delete(jobId);
    for (const callId of this.forgetCalls(jobId)) this.recordings.delete(callId);
  }

  private forgetCalls(jobId: string): string[] {
    const owned = [...this.calls].filter(([, call]) => call.jobId === jobId).map(([callId]) => callId);
    for (const callId of owned) this.calls.delete(callId);
    return owned;
  }

  list(): Json[] {
    return [...this.jobs.values()];
  }

  job(jobId: string): Json | null {
    return this.jobs.get(jobId) ?? null;
  }

  ofGroup(groupId: string): Json[] {
    return [...this.jobs.values()].filter((job) => job.JobGroupId === groupId);
  }

  /** Moves the job's status where that can be done; false when no such job was scripted. */
  steer(jobId: string, what: Steering): boolean {
    const job = this.jobs.get(jobId);
    if (!job) return false;
    const { from, to } = STEERED[what];
    if (from.includes(String(job.Status))) this.jobs.set(jobId, { ...job, Status: to });
    return true;
  }

  /** The recording of a scripted call; a connected call without one of its own has sound as long as its Duration (ms). */
  recording(callId: string): { jobId: string | null; state: RecordingState; recording: Recording } | null {
    const found = this.calls.get(callId);
    const input = this.recordings.get(callId);
    if (!found && !input) return null;
    const connected = String(found?.call.Status ?? '').startsWith('Succeeded');
    const duration = Number(found?.call.Duration);
    const seconds = input?.seconds ?? (duration > 0 ? duration / 1000 : DEFAULT_SECONDS);
    return {
      jobId: found?.jobId ?? null,
      state: input ? (input.state ?? 'ready') : connected ? 'ready' : 'none',
      recording: {
        name: callId,
        durationMs: seconds * 1000,
        segments:
          input?.segments?.map(({ speaker, from, to }) => ({
            speaker,
            fromMs: from * 1000,
            toMs: to * 1000,
          })) ?? byTurns(seconds),
        format: {
          codec: input?.codec ?? TELEPHONE.codec,
          rate: input?.rate ?? TELEPHONE.rate,
          channels: input?.channels ?? TELEPHONE.channels,
        },
        swapped: false,
        pitches: { Robot: 210, Contact: 120 },
        ...(input?.file && { file: toScriptedFile(input.file) }),
      },
    };
  }
}

/** Two seconds of the robot, a pause, one and a half of the customer, a pause, and so on. */
function byTurns(seconds: number): Segment[] {
  const segments: Segment[] = [];
  for (let from = 0, robot = true; from < seconds; robot = !robot) {
    const to = Math.min(from + (robot ? 2 : 1.5), seconds);
    segments.push({ speaker: robot ? 'Robot' : 'Contact', fromMs: from * 1000, toMs: to * 1000 });
    from = to + 0.5;
  }
  return segments;
}
