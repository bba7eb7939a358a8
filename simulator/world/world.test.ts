import { describe, expect, it, vi } from 'vitest';

import { TASKS } from './catalog';
import { describedJob, listedJob } from './provider-job';
import { CONNECTED, HOPELESS, NEVER_DIALLED, NOT_CONNECTED, STOPPED } from './results';
import { tablesAt } from './tables';
import { type JobState, World } from './world';

vi.setConfig({ testTimeout: 30_000 }); // whole worlds are compared

const SEED = 20_261_123;
const AT = Date.parse('2026-11-23T06:00:00Z');
const ANCHOR = World.anchorOf(AT);
const MINUTE = 60_000;
const link = (callId: string) => `http://127.0.0.1:1/record/${callId}.wav`;

const world = new World(SEED);
const tables = tablesAt(world, AT, ANCHOR, link);
const rowsOf = (taskId: number) => tables.leads_task_list.filter((row) => row.task_id === taskId);
const jobIdsOf = (taskId: number) => rowsOf(taskId).flatMap((row) => row.call_job_id || []);
const at = (jobId: string, time: number, of = world) => listedJob(of.job(jobId, time)!);

type Listed = {
  Status: string;
  Tasks: {
    TaskId: string;
    Status: string;
    PlanedTime: number;
    CallingNumber: string;
    Conversation: { Timestamp: number }[];
  }[];
};

describe('the world', () => {
  it('is the same for the same seed and time, whatever was asked before', () => {
    const text = JSON.stringify(tables);
    expect(JSON.stringify(tablesAt(new World(SEED), AT, ANCHOR, link)) === text).toBe(true);
    expect(JSON.stringify(tablesAt(new World(SEED + 1), AT, ANCHOR, link)) === text).toBe(false);
    const ids = jobIdsOf(54);
    const late = ids.map((id) => at(id, AT + 3 * 86_400_000));
    const fresh = new World(SEED);
    expect(ids.toReversed().map((id) => at(id, AT + 3 * 86_400_000, fresh))).toEqual(late.toReversed());
    expect(tablesAt(new World(SEED + 1), AT, ANCHOR, link).leads_task_list).not.toEqual(
      tables.leads_task_list,
    );
  });

  it('has three organizations, twelve tasks, one of 5,000 jobs, and task 54 of the first organization', () => {
    expect(tables.organizations).toHaveLength(3);
    expect(tables.tasks).toHaveLength(12);
    expect(new Set(tables.tasks.map((task) => task.organization_id))).toEqual(
      new Set(tables.organizations.map(({ id }) => id)),
    );
    expect(tables.tasks.find((task) => task.id === 54)?.organization_id).toBe(tables.organizations[0]!.id);
    expect(jobIdsOf(54)).toHaveLength(137);
    expect(jobIdsOf(55)).toHaveLength(5000);
    for (const task of tables.tasks) {
      expect(rowsOf(task.id)).toHaveLength(task.leads_count);
      expect(rowsOf(task.id).length).toBeGreaterThan(jobIdsOf(task.id).length);
    }
    const ids = tables.leads_task_list.flatMap((row) => row.call_job_id || []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^\d{13}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  it('shows all seven call statuses and all but one of the 33 call results', () => {
    expect(new Set(tables.leads_task_list.map((row) => row.call_status).filter(Boolean))).toEqual(
      new Set(['Scheduling', 'Executing', 'Succeeded', 'Paused', 'Failed', 'Cancelled', 'Drafted']),
    );
    const seen = new Set(
      TASKS.flatMap((task) =>
        jobIdsOf(task.id).flatMap((id) => (at(id, AT) as Listed).Tasks.map((call) => call.Status)),
      ),
    );
    const all = [CONNECTED, HOPELESS, NEVER_DIALLED, NOT_CONNECTED, STOPPED].flatMap((group) =>
      Object.keys(group),
    );
    expect(seen).toEqual(new Set([...all, 'Executing'])); // 32: "Succeeded" is no longer returned
    expect(all).toHaveLength(31);
  });

  it('talks 4 to 40 sentences in 15 s to 4 min, and once for an hour', () => {
    const texts = new Set<string>();
    let count = 0;
    for (const task of TASKS) {
      for (const id of jobIdsOf(task.id)) {
        for (const call of world.job(id, AT)!.calls) {
          if (!call.connected || call.executing) continue;
          const long = call.id === tables.notable.long_call.call_task_id;
          expect(call.plan.talkMs).toBeGreaterThanOrEqual(15_000);
          expect(call.plan.talkMs).toBeLessThanOrEqual(long ? 3_600_000 : 240_000);
          expect(call.sentences.length).toBeGreaterThanOrEqual(4);
          expect(call.sentences.length).toBeLessThanOrEqual(long ? 560 : 40);
          let end = 0;
          for (const sentence of call.sentences) {
            expect(sentence.text).not.toMatch(/[{}]|^$/);
            expect(sentence.from).toBeGreaterThanOrEqual(end);
            end = sentence.to;
          }
          expect(end).toBeLessThanOrEqual(call.plan.talkMs);
          texts.add(JSON.stringify(call.sentences.map((sentence) => sentence.text)));
          count += 1;
        }
      }
    }
    expect(world.job(tables.notable.long_call.call_job_id, AT)!.calls.at(-1)!.plan.talkMs).toBe(3_600_000);
    expect(texts.size / count).toBeGreaterThan(0.98);
  });

  it('knows no id that it did not hand out', () => {
    const id = jobIdsOf(54)[0]!;
    const other = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    expect(world.job(other, AT)).toBeNull();
    expect(world.job('b72425bd-7871-4050-838e-033d80d754b7', AT)).toBeNull();
    expect(world.call('ff44709e-39a6-43ba-959b-20fcabe3e496', AT)).toBeNull();
    expect(new World(SEED + 1).job(id, AT)).toBeNull();
  });
});

describe('time', () => {
  it('leaves nothing in the future', () => {
    for (const task of TASKS) {
      for (const id of jobIdsOf(task.id).slice(0, 150)) {
        for (const time of [AT - 7 * MINUTE, AT, AT + 31 * MINUTE]) {
          const { NextExecutionTime, ...job } = describedJob(world.job(id, time)!, 'instance');
          const times = JSON.stringify(job).match(/(?<=Time(stamp)?":)\d{13}/g) ?? [];
          expect(Math.max(0, ...times.map(Number))).toBeLessThanOrEqual(time);
          if (NextExecutionTime !== null) expect(job.Status).toBe('Scheduling');
        }
      }
    }
  });

  it('only moves forward: transcripts grow, calls are added, ended calls stay as they are', () => {
    for (const id of [...jobIdsOf(59).slice(0, 100), ...jobIdsOf(58).slice(70, 80)]) {
      let before: JobState | null = null;
      for (let time = AT - 43_200_000; time < AT + 43_200_000; time += 9 * MINUTE) {
        const now: JobState = world.job(id, time)!;
        const ended = before !== null && ['Succeeded', 'Failed', 'Cancelled'].includes(before.status);
        if (ended) expect(JSON.stringify(now)).toBe(JSON.stringify(before));
        expect(now.calls.length).toBeGreaterThanOrEqual(before?.calls.length ?? 0);
        for (const [i, call] of (before?.calls ?? []).entries()) {
          if (call.executing)
            expect(now.calls[i]!.sentences.slice(0, call.sentences.length)).toEqual(call.sentences);
          else if (!ended) expect(JSON.stringify(now.calls[i])).toBe(JSON.stringify(call));
        }
        expect(now.status === 'Executing').toBe(now.calls.at(-1)?.executing ?? false);
        before = now;
      }
    }
  });

  it('lets some transcripts grow while the call goes on, and others come at its end', () => {
    const kinds = { live: 0, atEnd: 0 };
    for (const id of jobIdsOf(56)) {
      for (let minute = 0; minute < 60; minute++) {
        const call = world.job(id, AT + minute * MINUTE)!.calls.at(-1);
        if (!call?.executing || call.answeredAt === null || AT + minute * MINUTE - call.answeredAt < 20_000)
          continue;
        if (call.sentences.length > 0) kinds.live += 1;
        else kinds.atEnd += 1;
      }
    }
    expect(kinds.live).toBeGreaterThan(5);
    expect(kinds.atEnd).toBeGreaterThan(5);
  });

  it.each([54, 56, 57])(
    'never runs dry for task %i: 3 to 8 of 20 rows change within ten minutes',
    (taskId) => {
      const ids = jobIdsOf(taskId);
      for (const days of [0, 40]) {
        const start = AT + days * 86_400_000;
        const shares: number[] = [];
        for (let i = 0; i < 12; i++) {
          const [from, to] = [start + i * 10 * MINUTE, start + (i + 1) * 10 * MINUTE];
          const changed = ids.filter((id) => JSON.stringify(at(id, from)) !== JSON.stringify(at(id, to)));
          shares.push((changed.length / ids.length) * 20);
        }
        const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
        expect(mean).toBeGreaterThan(3);
        expect(mean).toBeLessThan(8);
        expect(Math.min(...shares)).toBeGreaterThan(1);
      }
    },
  );
});

describe('the tables', () => {
  it('agree with ListJobs at that time', () => {
    for (const row of tables.leads_task_list.filter((each) => each.call_job_id)) {
      const job = at(row.call_job_id!, AT) as Listed;
      const last = job.Tasks.at(-1);
      expect(row).toMatchObject({
        call_status: job.Status,
        call_task_id: last?.TaskId ?? null,
        call_conversation: last?.Conversation.length ? last.Conversation : null,
        planed_time: last ? new Date(last.PlanedTime).toISOString() : null,
        calling_number: last?.CallingNumber ?? null,
      });
    }
  });

  it('give a third of the reached rows a link, and follow-ups of their own lead', () => {
    const reached = tables.leads_task_list.filter((row) => row.call_status === 'Succeeded');
    const linked = reached.filter((row) => row.recording_url);
    expect(linked.length / reached.length).toBeGreaterThan(0.25);
    expect(linked.length / reached.length).toBeLessThan(0.42);
    const followed = tables.leads_task_list.filter((row) => row.leads_follow_key);
    expect(followed.length).toBeGreaterThan(300);
    const follows = new Map(tables.leads_follow.map((follow) => [follow.key, follow]));
    for (const row of followed) {
      const follow = follows.get(row.leads_follow_key!)!;
      expect(follow.leads_id).toBe(row.leads_id);
      expect(follow.follow_time <= tables.at).toBe(true);
    }
    expect(tables.leads_task_list.every((row) => /^1[3-9]\d{9}$/.test(row.leads_phone))).toBe(true);
  });
});
