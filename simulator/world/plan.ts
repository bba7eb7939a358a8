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
  const { seed, anchor, task, index } = place;
  const random = new Random(seed, 'plan', anchor / MINUTE, task.id, index, round);
  const endless = task.life === 'endless';
  const begins = endless ? firstRoundBegins(place) + round * ROUND_MS : firstCallAt(place, random);
  const pause = () => (endless ? random.int(10, 19) : random.int(20, 90)) * MINUTE + random.int(0, 59_999);

  const calls: PlannedCall[] = [];
  let planned = begins + random.int(20_000, (endless ? 12 : 20) * MINUTE);
  const add = (result: CallResult, talkMs = 0) => {
    const call = makeCall(random, { round, attempt: calls.length, plannedAt: planned, result, talkMs });
    calls.push(call);
    planned = call.endsAt + pause();
  };
  const addMissed = (count: number) => {
    for (let i = 0; i < count; i++) add(random.weighted(results.NOT_CONNECTED));
  };
  const end = (status: Round['final']['status'], failureReason: string | null = null, after = 0): Round => {
    const at = Math.max(begins, calls.at(-1)?.endsAt ?? planned) + after;
    return { beginsAt: begins, calls, final: { status, at, failureReason } };
  };

  if (task.id === LONG_CALL.taskId && index === LONG_CALL.index) {
    add('SucceededFinish', LONG_CALL.talkMs);
    return end('Succeeded');
  }
  const fate = random.weighted({
    Succeeded: 640,
    Missed: 210,
    Hopeless: 35,
    NeverDialled: 60,
    TimeUp: 8,
    Cancelled: 40,
    Suspended: task.life === 'running' ? 12 : 0,
  });
  switch (fate) {
    case 'Succeeded': {
      addMissed(Number(random.weighted({ 0: 58, 1: 26, 2: 11, 3: 5 })));
      const result = random.weighted(results.CONNECTED);
      add(result, talkTime(random, result));
      return end('Succeeded');
    }
    case 'Missed':
      addMissed(Number(random.weighted({ 1: 30, 2: 45, 3: 25 })));
      return end('Failed', calls.length === 3 ? 'NoneRepeatableJobMaxAttemptCountLimit' : reasonOf(calls));
    case 'Hopeless':
      addMissed(random.int(0, 1));
      add(random.weighted(results.HOPELESS));
      return end('Failed', reasonOf(calls));
    case 'NeverDialled':
      add(random.weighted(results.NEVER_DIALLED));
      return end('Failed', reasonOf(calls));
    case 'TimeUp':
      addMissed(random.int(0, 1));
      return end('Failed', 'TimeUp', 5 * MINUTE);
    case 'Cancelled':
      addMissed(random.int(0, 1));
      if (random.chance(0.7)) add(random.weighted(results.STOPPED));
      return end('Cancelled', null, random.int(1, 8) * MINUTE);
    case 'Suspended':
      addMissed(random.int(0, 1));
      return end('Paused', null, random.int(1, 8) * MINUTE);
  }
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
