import { MOST_IDS } from '@/lib/runs/schemas';
import { nextCheckAt, type TaskHistory } from '@/lib/runs/schedule/next-check';
import { OFF, type Policy } from '@/lib/runs/schedule/schemas';
import { isTerminal } from '@/lib/values/provider-words';

import { type Job, LASTS_MS, type State, type World } from './world';

const MINUTE = 60_000;

export type Outcome = {
  /** From a change to the answer that showed it, in ms. */
  p50: number;
  p95: number;
  calls: number;
  /** Ids asked for. */
  asked: number;
  changes: number;
  /** Changes that were not seen by the end. */
  unseen: number;
};

/** What is known of each job, and when each of its changes was seen. */
class Seen {
  readonly known: { state: State; index: number; checkedAt: number | null; changedAt: number | null }[];
  private readonly lags: number[] = [];
  calls = 0;
  asked = 0;
  constructor(private readonly world: World) {
    this.known = world.jobs.map(({ states }) => ({
      state: states[0]!,
      index: 0,
      checkedAt: null,
      changedAt: null,
    }));
  }

  /** One call. Of several changes since the last one all are seen now. */
  ask(ids: readonly number[], now: number): void {
    this.calls += 1;
    this.asked += ids.length;
    for (const id of ids) {
      const { states } = this.world.jobs[id]!;
      const entry = this.known[id]!;
      while (entry.index + 1 < states.length && states[entry.index + 1]!.at <= now) {
        entry.index += 1;
        entry.state = states[entry.index]!;
        entry.changedAt = now;
        this.lags.push(now - entry.state.at);
      }
      entry.checkedAt = now;
    }
  }

  isFinal(id: number): boolean {
    return isTerminal(this.known[id]!.state.status);
  }

  outcome(): Outcome {
    const changes = this.world.jobs.reduce(
      (sum, { states }) => sum + states.filter(({ at }) => at > 0 && at <= LASTS_MS).length,
      0,
    );
    const unseen = changes - this.lags.length;
    // What nobody has seen yet counts as seen at the end: a lag that is hidden would flatter.
    const open = this.world.jobs.flatMap(({ states }, id) =>
      states.slice(this.known[id]!.index + 1).flatMap(({ at }) => (at <= LASTS_MS ? [LASTS_MS - at] : [])),
    );
    const sorted = [...this.lags, ...open].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p95: at(0.95), calls: this.calls, asked: this.asked, changes, unseen };
  }
}

const idsByTask = ({ jobs, tasks }: World): number[][] =>
  Array.from({ length: tasks }, (_, task) => jobs.flatMap((job: Job, id) => (job.task === task ? [id] : [])));

/** Every job that is not final, task by task, again and again. */
export function even(world: World, rate: number): Outcome {
  const seen = new Seen(world);
  const tasks = idsByTask(world);
  let task = 0;
  let from = 0;
  // Round after round of those that were not final when it began.
  const next = () => {
    tasks[task] = tasks[task]!.filter((id) => !seen.isFinal(id));
    task = (task + 1) % tasks.length;
    from = 0;
  };
  for (let now = 0; now <= LASTS_MS; now += 1000 / rate) {
    for (let tries = 0; tries <= tasks.length && from >= tasks[task]!.length; tries += 1) next();
    const batch = tasks[task]!.slice(from, from + MOST_IDS);
    from += MOST_IDS;
    if (batch.length > 0) seen.ask(batch, now);
  }
  return seen.outcome();
}

/** Knows each change as it happens, and asks for the task with the oldest one that has not been seen. */
export function oracle(world: World, rate: number): Outcome {
  const seen = new Seen(world);
  const changes = world.jobs
    .flatMap(({ task, states }, id) => states.slice(1).map(({ at }) => ({ id, task, at })))
    .sort((a, b) => a.at - b.at);
  const waiting: Set<number>[] = Array.from({ length: world.tasks }, () => new Set());
  const since: number[] = Array.from({ length: world.tasks }, () => Infinity);
  let next = 0;
  for (let now = 0; now <= LASTS_MS; now += 1000 / rate) {
    for (; next < changes.length && changes[next]!.at <= now; next += 1) {
      const { id, task, at } = changes[next]!;
      if (waiting[task]!.size === 0) since[task] = at;
      waiting[task]!.add(id);
    }
    const task = since.indexOf(Math.min(...since));
    const ids = [...waiting[task]!].slice(0, MOST_IDS);
    if (ids.length === 0) continue;
    seen.ask(ids, now);
    for (const id of ids) waiting[task]!.delete(id);
    since[task] = waiting[task]!.size > 0 ? now : Infinity;
  }
  return seen.outcome();
}

/** The schedule: what is due is asked for, gathered for a twentieth of what the policy allows, each call filled up. */
export function ours(world: World, rate: number, withinMinutes: number): Outcome {
  const seen = new Seen(world);
  const policy: Policy = { ...OFF, mode: 'within', withinMinutes };
  const gathered = Math.max(5_000, Math.min(MINUTE, (withinMinutes * MINUTE) / 20));
  const tasks = idsByTask(world).map((ids) => ({
    ids,
    /** Of each of them, in their order; Infinity: final. */
    due: new Float64Array(ids.length),
    first: 0,
    restsUntil: 0,
    history: UNTAUGHT,
  }));
  let learnedAt = 0;
  for (let now = 0; now <= LASTS_MS; now += 1000 / rate) {
    if (now - learnedAt > 60 * MINUTE) {
      learnedAt = now;
      for (const task of tasks) task.history = learn(world, seen, task.ids);
    }
    // The one whose first entry has been due the longest.
    const open = tasks.filter(({ first, restsUntil }) => first <= now && restsUntil <= now);
    const task = open.sort((a, b) => a.first - b.first)[0];
    if (!task) continue;
    const { ids, due, history } = task;
    const near: number[] = [];
    for (let index = 0; index < ids.length; index += 1) {
      const at = due[index]!;
      if (at <= now || mayComeAlong(seen, ids[index]!, at, now, withinMinutes)) near.push(index);
    }
    const taken = near.sort((a, b) => due[a]! - due[b]!).slice(0, MOST_IDS);
    seen.ask(
      taken.map((index) => ids[index]!),
      now,
    );
    for (const index of taken) {
      const { state, checkedAt, changedAt } = seen.known[ids[index]!]!;
      const known = {
        checkedAt,
        changedAt,
        lastVerdict: 'unchanged',
        nextExecutionAt: null,
        hasRecording: false,
      };
      due[index] = nextCheckAt({ ...state, ...known }, history, policy, now).at ?? Infinity;
    }
    task.first = due.reduce((first, at) => Math.min(first, at), Infinity);
    // What is still due is asked for without a rest.
    task.restsUntil = task.first <= now ? now : now + gathered;
  }
  return seen.outcome();
}

const UNTAUGHT: TaskHistory = { callMs: null, startLagMs: null, redialMs: null };

function mayComeAlong(seen: Seen, id: number, at: number, now: number, withinMinutes: number): boolean {
  return at < now + withinMinutes * MINUTE && now - (seen.known[id]!.checkedAt ?? 0) > 30_000;
}

const middle = (values: number[]): number | null =>
  values.length === 0 ? null : (values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null);

/** As `learnHistory` does, from the provider's own times in the answers so far. */
function learn(world: World, seen: Seen, ids: readonly number[]): TaskHistory {
  const calls = { callMs: [] as number[], startLagMs: [] as number[], redialMs: [] as number[] };
  for (const id of ids) {
    const told = world.jobs[id]!.states.slice(0, seen.known[id]!.index + 1);
    let before: number | null = null;
    for (const [index, state] of told.entries()) {
      if (state.status !== 'Executing' || state.calledAt === null) continue;
      const end = told[index + 1]?.at;
      if (end !== undefined) calls.callMs.push(end - state.at);
      if (state.plannedAt !== null) calls.startLagMs.push(state.calledAt - state.plannedAt);
      if (before !== null) calls.redialMs.push(state.calledAt - before);
      before = state.calledAt;
    }
  }
  return {
    callMs: middle(calls.callMs),
    startLagMs: middle(calls.startLagMs),
    redialMs: middle(calls.redialMs),
  };
}
