import { DAY, HOUR, LONG_CALL, type TaskPlan } from './catalog';
import { Random } from './random';
import * as results from './results';
import type { CallResult, ConnectedResult } from './results';

const MINUTE = 60_000;
/** An endless task dials each of its jobs anew in every period of this length. */
export const ROUND_MS = 100 * MINUTE;

/** One call as it will go. Times are epoch ms. */
export type PlannedCall = {
  round: number;
  attempt: number;
  plannedAt: number;
  /** Null: never dialled. */
  dialledAt: number | null;
  ringMs: number;
  /** 0 when nobody answered. */
  talkMs: number;
  endsAt: number;
  result: CallResult;
  /** Whether the transcript grows while the call goes on, or comes at its end. */
  live: boolean;
};

export type Round = {
  beginsAt: number;
  calls: PlannedCall[];
  final: {
    status: 'Succeeded' | 'Failed' | 'Cancelled' | 'Paused';
    at: number;
    failureReason: string | null;
  };
};

export type JobPlace = { seed: number; anchor: number; task: TaskPlan; index: number };

/** When a call first shows up in the job. */
export function beginsAt(call: PlannedCall): number {
  return call.dialledAt ?? call.plannedAt;
}

/** The number of the round that an endless job is in; other jobs have only round 0. */
export function roundAt(place: JobPlace, time: number): number {
  if (place.task.life !== 'endless') return 0;
  return Math.floor((time - firstRoundBegins(place)) / ROUND_MS);
}

function firstRoundBegins({ seed, anchor, task, index }: JobPlace): number {
  return anchor + task.startsAt + Math.floor(new Random(seed, 'phase', task.id, index).next() * ROUND_MS);
}

/** Everything that will happen to a job in one round: a pure function of its keys. */
export function planRound(place: JobPlace, round: number): Round {
  return new RoundPlan(place, round).make();
}

class RoundPlan {
  private readonly random: Random;
  private readonly endless: boolean;
  private readonly begins: number;
  private readonly calls: PlannedCall[] = [];
  private next: number;

  constructor(
    private readonly place: JobPlace,
    private readonly round: number,
  ) {
    const { seed, anchor, task, index } = place;
    this.random = new Random(seed, 'plan', anchor / MINUTE, task.id, index, round);
    this.endless = task.life === 'endless';
    this.begins = this.endless ? firstRoundBegins(place) + round * ROUND_MS : firstCallAt(place, this.random);
    this.next = this.begins + this.random.int(20_000, (this.endless ? 12 : 20) * MINUTE);
  }

  make(): Round {
    const { random, calls } = this;
    const { task, index } = this.place;
    if (task.id === LONG_CALL.taskId && index === LONG_CALL.index) {
      this.add('SucceededFinish', LONG_CALL.talkMs);
      return this.end('Succeeded');
    }
    switch (random.weighted(fatesOf(task.life))) {
      case 'Succeeded': {
        this.addMissed(Number(random.weighted({ 0: 58, 1: 26, 2: 11, 3: 5 })));
        const result = random.weighted(results.CONNECTED);
        this.add(result, talkTime(random, result));
        return this.end('Succeeded');
      }
      case 'Missed':
        this.addMissed(Number(random.weighted({ 1: 30, 2: 45, 3: 25 })));
        return this.end(
          'Failed',
          calls.length === 3 ? 'NoneRepeatableJobMaxAttemptCountLimit' : reasonOf(calls),
        );
      case 'Hopeless':
        this.addMissed(random.int(0, 1));
        this.add(random.weighted(results.HOPELESS));
        return this.end('Failed', reasonOf(calls));
      case 'NeverDialled':
        this.add(random.weighted(results.NEVER_DIALLED));
        return this.end('Failed', reasonOf(calls));
      case 'TimeUp':
        this.addMissed(random.int(0, 1));
        return this.end('Failed', 'TimeUp', 5 * MINUTE);
      case 'Cancelled':
        this.addMissed(random.int(0, 1));
        if (random.chance(0.7)) this.add(random.weighted(results.STOPPED));
        return this.end('Cancelled', null, random.int(1, 8) * MINUTE);
      case 'Suspended':
        this.addMissed(random.int(0, 1));
        return this.end('Paused', null, random.int(1, 8) * MINUTE);
    }
  }

  private add(result: CallResult, talkMs = 0): void {
    const { random, round, calls, next } = this;
    const call = makeCall(random, { round, attempt: calls.length, plannedAt: next, result, talkMs });
    calls.push(call);
    const minutes = this.endless ? random.int(10, 19) : random.int(20, 90);
    this.next = call.endsAt + minutes * MINUTE + random.int(0, 59_999);
  }

  private addMissed(count: number): void {
    for (let i = 0; i < count; i++) this.add(this.random.weighted(results.NOT_CONNECTED));
  }

  private end(status: Round['final']['status'], failureReason: string | null = null, after = 0): Round {
    const { begins, calls, next } = this;
    const at = Math.max(begins, calls.at(-1)?.endsAt ?? next) + after;
    return { beginsAt: begins, calls, final: { status, at, failureReason } };
  }
}

const FATES = {
  Succeeded: 640,
  Missed: 210,
  Hopeless: 35,
  NeverDialled: 60,
  TimeUp: 8,
  Cancelled: 40,
  Suspended: 0,
};
const RUNNING_FATES = { ...FATES, Suspended: 12 };

function fatesOf(life: TaskPlan['life']): Readonly<typeof FATES> {
  return life === 'running' ? RUNNING_FATES : FATES;
}

const reasonOf = (calls: PlannedCall[]) => results.failureReason(calls.at(-1)!.result);

/** Finished and paused tasks dialled in office hours (the anchor is 08:00 in Shanghai); a running one goes on and on. */
function firstCallAt({ anchor, task, index }: JobPlace, random: Random): number {
  const place = (index + random.next()) / (task.jobs + 1);
  const start = anchor + task.startsAt;
  if (task.life === 'running') return start + Math.floor(place * task.spread);
  const days = task.spread / DAY;
  const day = Math.floor(place * days);
  return start + day * DAY + Math.floor((1.5 + (place * days - day) * 9) * HOUR);
}

function makeCall(
  random: Random,
  base: Pick<PlannedCall, 'round' | 'attempt' | 'plannedAt' | 'result' | 'talkMs'>,
): PlannedCall {
  const { plannedAt, result, talkMs } = base;
  const live = random.chance(0.5);
  if (Object.hasOwn(results.NEVER_DIALLED, result) || Object.hasOwn(results.STOPPED, result)) {
    return { ...base, dialledAt: null, ringMs: 0, endsAt: plannedAt + 1000, live };
  }
  const dialledAt = plannedAt + random.int(400, 9000);
  const ringMs = result === 'NoAnswer' ? random.int(30_000, 58_000) : random.int(3000, 24_000);
  return { ...base, dialledAt, ringMs, endsAt: dialledAt + ringMs + talkMs, live };
}

/** How long people talk, ms, by how the call ends: 15 s to 4 min. */
function talkTime(random: Random, result: ConnectedResult): number {
  const [min, max] = TALK_SECONDS[result] ?? [15, 60];
  const shortRather = random.next() ** 1.6;
  return Math.round((min + shortRather * (max - min)) * 1000);
}

const TALK_SECONDS: Partial<Record<ConnectedResult, readonly [number, number]>> = {
  SucceededFinish: [38, 240],
  SucceededClientHangUp: [18, 150],
  SucceededTransferByIntent: [30, 160],
  SucceededTransferAfterNoAnswer: [30, 120],
  SucceededError: [18, 90],
  SucceededClientHangUpAfterNoAnswer: [20, 90],
  SucceededChatbotHangUpAfterNoAnswer: [24, 100],
};
