import { DAY, jobsOfGroup, LONG_CALL, TASKS, taskById, traceOf } from './catalog';
import { converse, type Sentence, slotsFor } from './conversation';
import { callIdOf, jobIdOf, parseCallId, parseJobId } from './ids';
import { Memo } from './memo';
import { type Lead, leadOf } from './people';
import { beginsAt, type JobPlace, type PlannedCall, planRound, type Round, roundAt } from './plan';
import { Random, hashKeys } from './random';
import { type ConnectedResult, isConnected } from './results';
import { scriptOf } from './scripts/index';

/** One call of a job as it stands at a moment. */
export type CallState = {
  id: string;
  plan: PlannedCall;
  executing: boolean;
  connected: boolean;
  /** epoch ms; null when nobody answered (yet) */
  answeredAt: number | null;
  callingNumber: string;
  /** What has been stored of the conversation so far. */
  readonly sentences: readonly Sentence[];
};

/** A job as it stands at a moment. Nothing in it lies after that moment, `nextExecutionAt` aside. */
export type JobState = {
  id: string;
  place: JobPlace;
  createdAt: number;
  lead: Lead;
  status: 'Scheduling' | 'Executing' | 'Succeeded' | 'Failed' | 'Paused' | 'Cancelled' | 'Drafted';
  failureReason: string | null;
  calls: CallState[];
  nextExecutionAt: number | null;
};

type IdentifiedCall = PlannedCall & { id: string };
type PlannedRound = Omit<Round, 'calls'> & { calls: IdentifiedCall[] };

/** A call, wherever it is in time, for its recording. */
export type FoundCall = { jobId: string; place: JobPlace; plan: PlannedCall; sentences: readonly Sentence[] };

/** Jobs are created 41 ms apart, in the order of their index. */
export const CREATION_STEP = 41;
/** As many as an hour of talk takes without long pauses. */
const LONG_CALL_TURNS = 560;

/**
 * The provider's world: every job is a pure function of the seed, its id and the time. An id carries the day that the
 * world was made for ("anchor"), so ids stay good for ever, whatever the clock does.
 *
 * Endless tasks repeat their jobs in rounds; a job shows the calls of the running round and of the one before.
 */
export class World {
  // Shortcuts only: everything can be worked out again.
  private readonly leads = new Memo<Lead>(20_000);
  private readonly ids = new Memo<string>(20_000);
  private readonly rounds = new Memo<PlannedRound>(10_000);
  private readonly conversations = new Memo<Sentence[]>(8000);

  constructor(readonly seed: number) {}

  /** The UTC day that a world looked at at that time is made for. */
  static anchorOf(time: number): number {
    return Math.floor(time / DAY) * DAY;
  }

  jobId(place: JobPlace): string {
    const { anchor, task, index } = place;
    return this.ids.get(`${anchor} ${task.id} ${index}`, () =>
      jobIdOf(this.seed, { anchor, taskId: task.id, index }, createdAt(place)),
    );
  }

  /** Null for an id that was never handed out. */
  placeOf(jobId: string): JobPlace | null {
    const parsed = parseJobId(this.seed, jobId);
    const task = parsed && taskById(parsed.taskId);
    if (!task || parsed.index >= jobsOfGroup(task)) return null;
    const anchor = parsed.createdAt - task.createdAt - parsed.index * CREATION_STEP;
    return anchor % 60_000 === 0 ? { seed: this.seed, anchor, task, index: parsed.index } : null;
  }

  /** The job at a time; null for an unknown id and before the job was created. */
  job(jobId: string, time: number): JobState | null {
    const place = this.placeOf(jobId);
    return place && createdAt(place) <= time ? this.jobAt(place, time) : null;
  }

  jobAt(place: JobPlace, time: number): JobState {
    const job = {
      id: this.jobId(place),
      place,
      createdAt: createdAt(place),
      lead: this.lead(place),
      failureReason: null,
    };
    if (place.task.life === 'drafted') {
      return {
        ...job,
        status: place.index % 4 === 3 ? 'Scheduling' : 'Drafted',
        calls: [],
        nextExecutionAt: null,
      };
    }
    const number = roundAt(place, time);
    const round = this.round(place, number);
    const planned = number > 0 ? [...this.round(place, number - 1).calls, ...round.calls] : round.calls;
    const stop = place.task.pausedAt === undefined ? Infinity : place.anchor + place.task.pausedAt;
    const begun = planned.filter((call) => beginsAt(call) <= time && beginsAt(call) < stop);
    const calls = begun.map((call) => this.callState(place, call, time));
    const { status, failureReason } = statusAt(round, time, stop);
    const next = round.calls.find((call) => beginsAt(call) > time);
    return {
      ...job,
      status,
      failureReason,
      calls,
      nextExecutionAt: status === 'Scheduling' && next ? next.plannedAt : null,
    };
  }

  /** Null for an id that was never handed out, and for a call that has not begun by then. */
  call(callId: string, time: number): FoundCall | null {
    const key = parseCallId(this.seed, callId);
    const task = key && taskById(key.taskId);
    if (!task || key.index >= jobsOfGroup(task) || (task.life !== 'endless' && key.round !== 0)) return null;
    const place = { seed: this.seed, anchor: key.anchor, task, index: key.index };
    const plan = this.round(place, key.round).calls[key.attempt];
    if (!plan || beginsAt(plan) > time) return null;
    return { jobId: this.jobId(place), place, plan, sentences: this.sentences(place, plan, callId) };
  }

  private lead(place: JobPlace): Lead {
    return this.leads.get(`${place.task.id} ${place.index}`, () => leadOf(this.seed, leadNumber(place)));
  }

  private round(place: JobPlace, number: number): PlannedRound {
    const { anchor, task, index } = place;
    return this.rounds.get(`${anchor} ${task.id} ${index} ${number}`, () => {
      const round = planRound(place, number);
      const key = { anchor, taskId: task.id, index, round: number };
      const calls = round.calls.map((call) => ({
        ...call,
        id: callIdOf(this.seed, { ...key, attempt: call.attempt }),
      }));
      return { ...round, calls };
    });
  }

  private callState(place: JobPlace, plan: IdentifiedCall, time: number): CallState {
    const { id } = plan;
    const executing = time < plan.endsAt;
    const connected = isConnected(plan.result);
    const answered = connected && plan.dialledAt !== null ? plan.dialledAt + plan.ringMs : null;
    const answeredAt = answered !== null && answered <= time ? answered : null;
    const sentencesSoFar = () => {
      if (answeredAt === null || (executing && !plan.live)) return [];
      const sentences = this.sentences(place, plan, id);
      return executing ? sentences.filter((sentence) => answeredAt + sentence.to <= time) : sentences;
    };
    const numbers = place.task.callingNumbers;
    const callingNumber = numbers[(place.index + plan.attempt) % numbers.length]!;
    return {
      id,
      plan,
      executing,
      connected,
      answeredAt,
      callingNumber,
      // Only put into words when somebody looks.
      get sentences() {
        return sentencesSoFar();
      },
    };
  }

  private sentences(place: JobPlace, plan: PlannedCall, callId: string): Sentence[] {
    if (!isConnected(plan.result) || plan.dialledAt === null) return [];
    return this.conversations.get(callId, () => this.converse(place, plan, plan.dialledAt!, callId));
  }

  private converse(place: JobPlace, plan: PlannedCall, dialledAt: number, callId: string): Sentence[] {
    const script = scriptOf(place.task.script);
    const jobRandom = new Random(this.seed, 'slots', place.task.id, place.index);
    const long = place.task.id === LONG_CALL.taskId && place.index === LONG_CALL.index;
    return converse({
      random: new Random(hashKeys(this.seed, callId), 'conversation'),
      script,
      slots: slotsFor(script, jobRandom, this.lead(place), dialledAt),
      result: plan.result as ConnectedResult,
      talkMs: plan.talkMs,
      turns: long ? LONG_CALL_TURNS : Math.max(4, Math.min(40, Math.round(plan.talkMs / 5500))),
    });
  }
}

function createdAt({ anchor, task, index }: JobPlace): number {
  return anchor + task.createdAt + index * CREATION_STEP;
}

function statusAt(round: Round, time: number, stop: number): Pick<JobState, 'status' | 'failureReason'> {
  const current = round.calls.findLast((call) => beginsAt(call) <= time && beginsAt(call) < stop);
  if (current && time < current.endsAt) return { status: 'Executing', failureReason: null };
  if (time >= round.final.at && round.final.at < stop) return round.final;
  const ended = current !== undefined && current === round.calls.at(-1) && round.final.status === 'Succeeded';
  if (ended) return round.final;
  return { status: time >= stop ? 'Paused' : 'Scheduling', failureReason: null };
}

/** Most leads have one job; some come back in a later task of their organization, a few in a foreign one. */
export function leadNumber(place: Pick<JobPlace, 'seed' | 'task' | 'index'>): number {
  const { seed, task } = place;
  // Handed in twice: the same lead as the row before.
  const index = traceOf(task, place.index) === 'same number' ? place.index - 1 : place.index;
  const random = new Random(seed, 'lead of', task.id, index);
  const chance = random.next();
  const others = TASKS.filter(
    (other) => other.id < task.id && chance < 0.07 === (other.organization === task.organization),
  );
  if (chance < 0.08 && others.length > 0) {
    const other = random.pick(others);
    return other.id * 10_000 + random.int(0, other.jobs - 1);
  }
  return task.id * 10_000 + index;
}
