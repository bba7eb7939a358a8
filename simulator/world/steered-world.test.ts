import { describe, expect, it } from 'vitest';

import { TASKS } from './catalog';
import { jobGroupId, listedJob } from './provider-job';
import { SteeredWorld } from './steered-world';
import { type JobState, World } from './world';

const SEED = 20_261_123;
const AT = Date.parse('2026-11-23T06:00:00Z');
const ANCHOR = World.anchorOf(AT);
const HOUR = 3_600_000;

const world = new World(SEED);
const steered = () => new SteeredWorld(world, () => ANCHOR);
const taskOf = (life: string) => TASKS.find((task) => task.life === life && task.jobs > 100)!;

/** The first job of a task that a test can use at that time, and the group of it. */
function jobWhere(life: string, fits: (job: JobState, later: JobState) => boolean) {
  const task = taskOf(life);
  for (let index = 0; index < task.jobs; index += 1) {
    const place = { seed: SEED, anchor: ANCHOR, task, index };
    const job = world.jobAt(place, AT);
    if (fits(job, world.jobAt(place, AT + 2 * HOUR))) return { id: job.id, group: jobGroupId(SEED, task.id) };
  }
  throw new Error(`no such job in task ${task.id}`);
}

describe('the steered world', () => {
  it('is the world itself where nobody steers', () => {
    const { id } = jobWhere('running', ({ status }) => status === 'Scheduling');
    expect(listedJob(steered().job(id, AT)!)).toEqual(listedJob(world.job(id, AT)!));
    expect(steered().job('unknown', AT)).toBeNull();
  });

  it('suspends a waiting job, resumes it where it stopped, and everything comes so much later', () => {
    const { id, group } = jobWhere(
      'running',
      (job, later) => job.status === 'Scheduling' && later.calls.length > job.calls.length,
    );
    const before = world.job(id, AT)!;
    const world2 = steered();
    world2.steerGroup(group, 'suspend', AT);
    expect(world2.job(id, AT - 1)!.status).toBe('Scheduling');
    const suspended = world2.job(id, AT + 2 * HOUR)!;
    expect(suspended).toMatchObject({ status: 'Paused', nextExecutionAt: null });
    expect(suspended.calls).toHaveLength(before.calls.length);

    world2.steerGroup(group, 'resume', AT + 2 * HOUR);
    const resumed = world2.job(id, AT + 4 * HOUR)!;
    const plain = world.job(id, AT + 2 * HOUR)!;
    expect(resumed.status).toBe(plain.status);
    expect(resumed.calls.map(({ id: call }) => call)).toEqual(plain.calls.map(({ id: call }) => call));
    const added = plain.calls.at(-1)!.plan.plannedAt;
    expect(resumed.calls.at(-1)!.plan.plannedAt).toBe(added + 2 * HOUR);
  });

  it('lets a call that goes on end before the job is suspended', () => {
    const { id } = jobWhere('endless', ({ status }) => status === 'Executing');
    const calls = world.job(id, AT)!.calls.length;
    const world2 = steered();
    world2.steerJob(id, 'suspend', AT);
    expect(world2.job(id, AT)!.status).toBe('Executing');
    const stopped = world2.job(id, AT + 5 * HOUR)!;
    expect(stopped.calls).toHaveLength(calls);
    expect(stopped.calls.at(-1)!.executing).toBe(false);
    expect(['Paused', 'Succeeded', 'Failed', 'Cancelled']).toContain(stopped.status);
  });

  it('cancels what is not over, and leaves what is', () => {
    const waiting = jobWhere('running', ({ status }) => status === 'Scheduling');
    const over = jobWhere('running', ({ status }) => status === 'Succeeded');
    const world2 = steered();
    world2.steerGroup(waiting.group, 'cancel', AT);
    expect(world2.job(waiting.id, AT + 5 * HOUR)!.status).toBe('Cancelled');
    expect(world2.job(over.id, AT + 5 * HOUR)!.status).toBe('Succeeded');
  });

  it('resumes a task that its plan has paused', () => {
    const { id, group } = jobWhere('paused', ({ status }) => status === 'Paused');
    const world2 = steered();
    expect([...world2.jobsOf(group, AT)].some(({ status }) => status === 'Paused')).toBe(true);
    world2.steerGroup(group, 'resume', AT);
    expect(world2.job(id, AT + 1)!.status).toBe('Scheduling');
    expect([...world2.jobsOf(group, AT + 1)].map(({ status }) => status)).not.toContain('Paused');
  });
});
