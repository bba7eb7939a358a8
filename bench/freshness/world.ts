import type { CheckedJob } from '@/lib/runs/schedule/next-check';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** From the first task's beginning to the end of what is looked at. */
export const LASTS_MS = 10 * HOUR;

/** What the provider says of a job from a time on. */
export type State = Pick<CheckedJob, 'status' | 'plannedAt' | 'calledAt' | 'providerAt' | 'attempts'> & {
  at: number;
};
export type Job = { task: number; states: State[] };
export type World = { jobs: Job[]; tasks: number };

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Tasks that begin within four hours of each other and call for two to five hours each. A job is called at a time that
 * half of the tasks are told beforehand; not reached, it is called again after the task's own interval, up to three
 * times; now and then one is paused for a while or cancelled.
 */
export function makeWorld({
  tasks,
  jobsPerTask,
  seed,
}: {
  tasks: number;
  jobsPerTask: number;
  seed: number;
}): World {
  const random = randomOf(seed);
  const around = (value: number, share: number) => value * (1 + share * (2 * random() - 1));
  const callMs = () => 12 * SECOND + -Math.log(1 - random()) * 35 * SECOND;
  const jobs: Job[] = [];
  for (let task = 0; task < tasks; task += 1) {
    const begins = (task / tasks) * 4 * HOUR;
    const lasts = (2 + 3 * random()) * HOUR;
    const redial = (10 + 35 * random()) * MINUTE;
    const tells = task % 2 === 0;
    for (let index = 0; index < jobsPerTask; index += 1) {
      jobs.push({ task, states: lifeOf(begins + (index / jobsPerTask) * lasts, redial, tells) });
    }
  }
  return { jobs, tasks };

  function lifeOf(first: number, redial: number, tells: boolean): State[] {
    let planned = around(first, 0) + random() * 5 * MINUTE;
    const told = (at: number) => (tells ? at : null);
    const states: State[] = [
      {
        at: 0,
        status: 'Scheduling',
        plannedAt: told(planned),
        calledAt: null,
        providerAt: null,
        attempts: 0,
      },
    ];
    if (random() < 0.02) {
      states.push({ ...states[0]!, at: planned * random(), status: random() < 0.5 ? 'Cancelled' : 'Paused' });
      if (states[1]!.status === 'Cancelled') return states;
      states.push({ ...states[0]!, at: states[1]!.at + 30 * MINUTE });
      planned = Math.max(planned, states[2]!.at + MINUTE);
    }
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      const called = planned + random() * 40 * SECOND;
      const call = { plannedAt: told(planned), calledAt: called, attempts };
      states.push({ ...call, at: called, status: 'Executing', providerAt: called });
      const ended = called + callMs();
      const reached = random() < 0.45;
      if (reached || attempts === 3) {
        states.push({ ...call, at: ended, status: reached ? 'Succeeded' : 'Failed', providerAt: ended });
        return states;
      }
      planned = ended + around(redial, 0.15);
      states.push({ ...call, at: ended, status: 'Scheduling', providerAt: ended });
    }
    return states;
  }
}
