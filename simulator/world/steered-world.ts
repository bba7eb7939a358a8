import { ALL_TASKS, jobsOfGroup, type TaskPlan } from './catalog';
import type { JobPlace } from './plan';
import { jobGroupId, scriptId } from './provider-job';
import { type CallState, CREATION_STEP, type JobState, type World } from './world';

export type Steering = 'suspend' | 'resume' | 'cancel';
type Order = { at: number; what: Steering };

/** A job that was suspended for good by its own plan ends so long after somebody resumes it. */
const ENDS_AFTER_MS = 5 * 60_000;
const FINAL: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Cancelled']);

/**
 * The world as people steer it: a suspended job makes no new call (one that goes on ends first), a resumed one goes on
 * where it stopped, so much later, and a cancelled one is over. Kept for the life of the process.
 */
export class SteeredWorld {
  private readonly ofGroups = new Map<string, Order[]>();
  private readonly ofJobs = new Map<string, Order[]>();
  /** By task: the day of the ids that were asked for last. */
  private readonly anchors = new Map<number, number>();

  constructor(
    private readonly world: World,
    private readonly anchorOf: (time: number) => number,
  ) {}

  /** Every group that there is by then. */
  groups(time: number): { id: string; name: string; createdAt: number; scriptId: string }[] {
    const { seed } = this.world;
    return ALL_TASKS.map((task) => ({
      id: jobGroupId(seed, task.id),
      name: task.name,
      createdAt: (this.anchors.get(task.id) ?? this.anchorOf(time)) + task.createdAt,
      scriptId: scriptId(seed, task.script),
    })).filter(({ createdAt }) => createdAt <= time);
  }

  /** Whether there is such a group. */
  hasGroup(groupId: string): boolean {
    return this.taskOf(groupId) !== undefined;
  }

  steerGroup(groupId: string, what: Steering, at: number): void {
    push(this.ofGroups, groupId, { at, what });
  }

  /** Unknown ids are ignored. */
  steerJob(jobId: string, what: Steering, at: number): void {
    if (this.world.placeOf(jobId)) push(this.ofJobs, jobId, { at, what });
  }

  /** The job at a time; null for an unknown id and before the job was created. */
  job(jobId: string, time: number): JobState | null {
    const place = this.world.placeOf(jobId);
    if (!place) return null;
    this.anchors.set(place.task.id, place.anchor);
    const state = this.world.job(jobId, time);
    return state && this.steered(place, state, time);
  }

  /** How many jobs of a group there are by then. */
  countOf(groupId: string, time: number): number {
    const task = this.taskOf(groupId);
    if (!task) return 0;
    const anchor = this.anchors.get(task.id) ?? this.anchorOf(time);
    return Math.min(
      jobsOfGroup(task),
      Math.max(0, Math.floor((time - anchor - task.createdAt) / CREATION_STEP) + 1),
    );
  }

  /** The jobs of a group at a time, in the order of their creation: all of them, or those from one place to another. */
  *jobsOf(groupId: string, time: number, from = 0, to = Infinity): Generator<JobState> {
    const task = this.taskOf(groupId);
    if (!task) return;
    const anchor = this.anchors.get(task.id) ?? this.anchorOf(time);
    for (let index = from; index < Math.min(jobsOfGroup(task), to); index += 1) {
      const place = { seed: this.world.seed, anchor, task, index };
      yield this.steered(place, this.world.jobAt(place, time), time);
    }
  }

  private taskOf(groupId: string): TaskPlan | undefined {
    return ALL_TASKS.find((task) => jobGroupId(this.world.seed, task.id) === groupId);
  }

  private ordersFor(place: JobPlace, jobId: string, time: number): Order[] {
    const group = this.ofGroups.get(jobGroupId(this.world.seed, place.task.id)) ?? [];
    const own = this.ofJobs.get(jobId) ?? [];
    return [...group, ...own].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
  }

  private steered(place: JobPlace, plain: JobState, time: number): JobState {
    const orders = this.ordersFor(place, plain.id, time);
    if (orders.length === 0 || place.task.life === 'drafted') return plain;
    const { pausedAt } = place.task;
    // A task that its plan has paused is one that somebody suspended then.
    const begun: Order[] =
      pausedAt === undefined ? orders : [{ at: place.anchor + pausedAt, what: 'suspend' }, ...orders];
    return new SteeredJob(this.world, { ...place, task: withoutPause(place.task) }).at(begun, time);
  }
}

class SteeredJob {
  /** Stops so far: from this moment of the job's own time on, everything comes so much later. */
  private readonly stops: { from: number; by: number }[] = [];
  private shift = 0;

  constructor(
    private readonly world: World,
    private readonly place: JobPlace,
  ) {}

  at(orders: readonly Order[], time: number): JobState {
    let suspendedAt: number | null = null;
    let resumedAt: number | null = null;
    for (const { at, what } of orders) {
      if (what === 'cancel') return this.stoppedAt(Math.min(at, suspendedAt ?? at), time, 'Cancelled');
      if (what === 'suspend') suspendedAt ??= at;
      else if (suspendedAt === null) resumedAt = at;
      else {
        this.goOn(suspendedAt, at);
        resumedAt = at;
        suspendedAt = null;
      }
    }
    if (suspendedAt !== null) return this.stoppedAt(suspendedAt, time, 'Paused');
    return afterResume(this.state(time - this.shift), resumedAt, time);
  }

  /** A call that goes on when the job is stopped ends first. */
  private frozenAt(at: number): number {
    const own = at - this.shift;
    const running = this.world.jobAt(this.place, own).calls.find(({ executing }) => executing);
    return Math.max(own, running?.plan.endsAt ?? own);
  }

  private goOn(from: number, to: number): void {
    const frozen = this.frozenAt(from);
    const by = to - (frozen + this.shift);
    if (by <= 0) return;
    this.stops.push({ from: frozen, by });
    this.shift += by;
  }

  private stoppedAt(at: number, time: number, status: 'Paused' | 'Cancelled'): JobState {
    const frozen = this.frozenAt(at);
    const state = this.state(Math.min(time - this.shift, frozen));
    if (FINAL.has(state.status) || time - this.shift < frozen) return state;
    return { ...state, status, failureReason: null, nextExecutionAt: null };
  }

  private state(own: number): JobState {
    const state = this.world.jobAt(this.place, own);
    const shiftOf = (begins: number) =>
      this.stops.reduce((sum, { from, by }) => (begins >= from ? sum + by : sum), 0);
    return {
      ...state,
      calls: state.calls.map((call) => later(call, shiftOf(call.plan.dialledAt ?? call.plan.plannedAt))),
      nextExecutionAt: state.nextExecutionAt && state.nextExecutionAt + shiftOf(state.nextExecutionAt),
    };
  }
}

/** A job that its own plan has suspended waits for its turn when it is resumed, and runs out of time. */
function afterResume(state: JobState, resumedAt: number | null, time: number): JobState {
  if (state.status !== 'Paused' || resumedAt === null) return state;
  return time < resumedAt + ENDS_AFTER_MS
    ? { ...state, status: 'Scheduling' }
    : { ...state, status: 'Failed', failureReason: 'TimeUp' };
}

function later(call: CallState, by: number): CallState {
  if (by === 0) return call;
  const { id, plan, executing, connected, answeredAt, callingNumber } = call;
  return {
    id,
    plan: {
      ...plan,
      plannedAt: plan.plannedAt + by,
      dialledAt: plan.dialledAt === null ? null : plan.dialledAt + by,
      endsAt: plan.endsAt + by,
    },
    executing,
    connected,
    answeredAt: answeredAt === null ? null : answeredAt + by,
    callingNumber,
    get sentences() {
      return call.sentences;
    },
  };
}

function withoutPause({ pausedAt: _pausedAt, ...task }: TaskPlan): TaskPlan {
  return task;
}

function push(orders: Map<string, Order[]>, key: string, order: Order): void {
  orders.set(key, [...(orders.get(key) ?? []), order]);
}
