import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { AppError } from '@/lib/errors';
import { createOrganization, createTask, readRow } from '@/lib/jobs/testing/world';
import { createOutboundBot } from '@/lib/outboundbot/client';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { driveMatching, type MatchDependencies, type MatchEnd, MOST_TAKES } from './drive-matching';
import { takeMatching } from './drive-repository';
import { workOnMatchings } from './match-worker';
import { endMatching, getMatching, settleMatching, startMatching } from './matches';

let database: TestDatabase;
let simulator: Simulator;
let outboundbot: ReturnType<typeof createOutboundBot>;
let actor: Actor;
let group: string;
let taskId: number;

beforeAll(async () => {
  [database, simulator] = await Promise.all([createTestDatabase(), startSimulator()]);
  outboundbot = createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
});
afterAll(() => Promise.all([database.drop(), simulator.close()]));
beforeEach(async () => {
  actor = await createOrganization(database);
  group = `group-${randomUUID()}`;
  taskId = await taskOf(actor);
});
afterEach(async () => {
  await Promise.all([control('DELETE', '/faults'), control('DELETE', '/jobs')]);
  // What a test left under way is nobody's.
  await database.sql`update callboard.job_matchings set state = 'discarded' where state in ('pending', 'running')`;
});

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function taskOf(owner: Actor): Promise<number> {
  const id = await createTask(database, owner);
  await database.sql`update call_tasks set job_group_id = ${group} where id = ${id}`;
  return id;
}

const phoneOf = (n: number) => `1380000${String(n).padStart(4, '0')}`;
const CALLED = Date.UTC(2026, 10, 20, 3);
const jobOf = (n: number, changes: Record<string, unknown> = {}) => ({
  JobId: `${group}-${n}`,
  JobGroupId: group,
  ReferenceId: `${group}-ref-${n}`,
  Status: 'Succeeded',
  Contacts: [{ ContactId: `c-${n}`, ContactName: `客户${n}`, PhoneNumber: phoneOf(n) }],
  Tasks: [],
  ...changes,
});
const putJobs = (jobs: object[]) => control('POST', '/jobs', { jobs });

async function addRow(values: Record<string, string | null>, of = taskId): Promise<number> {
  const [row] = await database.sql<{ id: number }[]>`
    insert into leads_task_list ${database.sql({ task_id: of, leads_name: '某客户', ...values })} returning id`;
  return row!.id;
}
const jobIdOf = async (rowId: number) => (await readRow(database, rowId)).call_job_id;

const dependencies = (): MatchDependencies => ({ db: database.db, outboundbot });
const running = () => new AbortController().signal;

/** Takes the one search that waits and drives it to the end of this drive. */
async function driveOnce(): Promise<MatchEnd> {
  const leased = await takeMatching(database.db, 'test');
  if (!leased) throw new Error('nothing to drive');
  return driveMatching(dependencies(), systemActor(leased.organizationId).orgId, leased, running());
}

async function searched(): Promise<string> {
  await startMatching(database.db, actor, taskId);
  expect(await driveOnce()).toBe('ready');
  return (await getMatching(database.db, actor, taskId, 1)).matching!.id;
}
const settle = (action: 'apply' | 'undo', id: string, by = actor, of = taskId) =>
  settleMatching(database.db, by, of, {
    action,
    matching_id: id,
    confidences: ['certain', 'likely', 'doubtful'],
  });
const found = async () =>
  (await getMatching(database.db, actor, taskId, 1)).matches.map(
    ({ rowId, outcome, jobId, reason, confidence, jobs }) =>
      [rowId, outcome, jobId ?? jobs, reason, confidence].filter((part) => part !== null).join(' '),
  );
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as AppError,
  );

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('rows without a job id', () => {
  it('are proposed their jobs by reference, number and time, and the rest is told in words', async () => {
    const call = (at: number) => ({
      Tasks: [{ TaskId: randomUUID(), PlanedTime: at, ActualTime: at + 4_000 }],
    });
    const same = (n: number) => [{ ContactId: `c-${n}`, PhoneNumber: phoneOf(900) }];
    await putJobs([
      ...Array.from({ length: 220 }, (_, n) => jobOf(n)),
      jobOf(900, { Contacts: same(900), ReferenceId: '', ...call(CALLED) }),
      jobOf(901, { Contacts: same(901), ReferenceId: '', ...call(CALLED + 86_400_000) }),
    ]);
    const byReference = await addRow({ reference_id: `${group}-ref-215`, leads_phone: phoneOf(215) });
    const byNumber = await addRow({ leads_phone: `+86 ${phoneOf(3)}`, call_job_id: '' });
    const byTime = await addRow({ leads_phone: phoneOf(900), call_time: new Date(CALLED).toISOString() });
    const either = await addRow({ leads_phone: phoneOf(900) });
    const held = await addRow({ leads_phone: phoneOf(7) });
    const nowhere = await addRow({ leads_phone: '13999999999' });
    const elsewhere = await createOrganization(database);
    await addRow({ call_job_id: `${group}-7` }, await createTask(database, elsewhere));

    await searched();
    expect(await found()).toEqual([
      `${byReference} match ${group}-215 reference_and_number certain`,
      `${byNumber} match ${group}-3 number likely`,
      `${byTime} match ${group}-900 number_and_time likely`,
      `${either} ambiguous 2`,
      `${held} taken 1`,
    ]);
    const { matching } = await getMatching(database.db, actor, taskId, 1);
    expect(matching).toMatchObject({
      state: 'ready',
      total: 222,
      readJobs: 222,
      rows: 6,
      counts: { match: 3, ambiguous: 1, taken: 1, none: 1, certain: 1, likely: 2, doubtful: 0 },
    });
    expect(await jobIdOf(nowhere)).toBeNull();
    expect(await database.sql`select job_id from callboard.job_match_candidates`).toEqual([]);
  });

  it('get their jobs in one go and lose them again, but for rows that have changed or been refreshed since', async () => {
    await putJobs(Array.from({ length: 6 }, (_, n) => jobOf(n)));
    const rows: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      rows.push(await addRow({ leads_phone: phoneOf(n), call_job_id: n === 1 ? '' : null }));
    }
    const id = await searched();
    // One of the rows gets a job by other means before, and another job is given away.
    await database.sql`update leads_task_list set call_job_id = 'by hand' where id = ${rows[3]!}`;
    await addRow({ call_job_id: `${group}-4` }, await createTask(database, actor));

    const applied = await settle('apply', id);
    expect(applied.matching).toMatchObject({ state: 'applied', appliedRows: 3, appliedBy: actor.userName });
    expect(applied.matches.map(({ state }) => state)).toEqual([
      ...['applied', 'applied', 'applied', 'skipped', 'skipped'],
    ]);
    expect(await Promise.all(rows.map(jobIdOf))).toEqual([
      ...[`${group}-0`, `${group}-1`, `${group}-2`, 'by hand', null],
    ]);
    expect(await failureOf(settle('apply', id))).toMatchObject({ kind: 'run_over' });

    await database.sql`update leads_task_list set leads_name = '改过' where id = ${rows[0]!}`;
    await database.sql`insert into callboard.job_states (row_id, task_id, check_number, checked_at)
      values (${rows[2]!}, ${taskId}, 1, now())`;
    const undone = await settle('undo', id);
    expect(undone.matching).toMatchObject({ state: 'undone', appliedRows: 3, undoneRows: 1 });
    expect(undone.matches.map(({ state }) => state)).toEqual([
      ...['changed', 'undone', 'refreshed', 'skipped', 'skipped'],
    ]);
    expect(await Promise.all(rows.map(jobIdOf))).toEqual([
      ...[`${group}-0`, '', `${group}-2`, 'by hand', null],
    ]);
    expect(await failureOf(settle('undo', id))).toMatchObject({ kind: 'run_over' });
    const log = await database.sql`
      select action, subject->'rows' as rows from callboard.audit_log where organization_id = ${actor.orgId} order by id`;
    expect(log.map(({ action, rows: many }) => `${action} ${many}`)).toEqual([
      ...['matches.applied 3', 'matches.undone 1'],
    ]);
  });

  it('get one job once, whoever applies at the same time', async () => {
    await putJobs([jobOf(1)]);
    const twin = await taskOf(actor);
    const [first, second] = [
      await addRow({ leads_phone: phoneOf(1) }),
      await addRow({ leads_phone: phoneOf(1) }, twin),
    ];
    const one = await searched();
    await startMatching(database.db, actor, twin);
    expect(await driveOnce()).toBe('ready');
    const other = (await getMatching(database.db, actor, twin, 1)).matching!.id;
    await Promise.all([settle('apply', one), settle('apply', other, actor, twin)]);
    expect([await jobIdOf(first), await jobIdOf(second)].filter((job) => job !== null)).toEqual([
      `${group}-1`,
    ]);
  });

  it('keep out what the installation’s table refuses, and only that', async () => {
    await putJobs([jobOf(1), jobOf(2)]);
    const [first, second] = [
      await addRow({ leads_phone: phoneOf(1) }),
      await addRow({ leads_phone: phoneOf(2) }),
    ];
    const id = await searched();
    await database.sql.unsafe(
      `alter table leads_task_list add constraint no_first check (call_job_id <> '${group}-1')`,
    );
    try {
      const { matching, matches } = await settle('apply', id);
      expect(matching).toMatchObject({ appliedRows: 1 });
      expect(matches.map(({ state }) => state)).toEqual(['refused', 'applied']);
      expect([await jobIdOf(first), await jobIdOf(second)]).toEqual([null, `${group}-2`]);
    } finally {
      await database.sql`alter table leads_task_list drop constraint no_first`;
    }
  });

  it('are looked for by the next one from the next page on, and who was thought dead writes nothing', async () => {
    await putJobs(Array.from({ length: 300 }, (_, n) => jobOf(n)));
    const row = await addRow({ leads_phone: phoneOf(40) });
    const later = await addRow({ leads_phone: phoneOf(240) });
    await startMatching(database.db, actor, taskId);
    const dead = (await takeMatching(database.db, 'dead'))!;
    const held: (() => void)[] = [];
    const pages: number[] = [];
    const slow: MatchDependencies['outboundbot'] = {
      ...outboundbot,
      // The second page comes only when somebody else has gone on.
      listJobsByGroup: async (id, page, options) => {
        const answer = await outboundbot.listJobsByGroup(id, page, options);
        if (page.page === 2) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      },
    };
    const driving = driveMatching({ ...dependencies(), outboundbot: slow }, actor.orgId, dead, running());
    await until(
      () => Promise.resolve(held.length),
      (count) => count === 1,
    );
    const next = await until(
      async () => {
        await database.sql`update callboard.job_matchings set lease_until = now() - interval '1 second'`;
        return takeMatching(database.db, 'next');
      },
      (leased) => leased !== null,
    );
    held[0]!();
    expect(await driving).toBe('lost');
    const watched: MatchDependencies['outboundbot'] = {
      ...outboundbot,
      listJobsByGroup: (id, page, options) => {
        pages.push(page.page);
        return outboundbot.listJobsByGroup(id, page, options);
      },
    };
    const end = await driveMatching(
      { ...dependencies(), outboundbot: watched },
      actor.orgId,
      next!,
      running(),
    );
    expect([end, pages]).toEqual(['ready', [2, 3]]);
    expect(await found()).toEqual([
      `${row} match ${group}-40 number likely`,
      `${later} match ${group}-240 number likely`,
    ]);
  });

  it('wait while the provider throttles, and fail in words where the group has gone', async () => {
    await putJobs([jobOf(1)]);
    await addRow({ leads_phone: phoneOf(1) });
    await startMatching(database.db, actor, taskId);
    const read = async () => (await getMatching(database.db, actor, taskId, 1)).matching!;
    await control('PUT', '/faults', { kind: 'throttle', operation: 'ListJobsByGroup', retryAfterMs: 100 });
    expect(await driveOnce()).toBe('waiting');
    expect(await read()).toMatchObject({ state: 'running', waiting: { reason: 'throttled' } });
    await Promise.all([control('DELETE', '/faults'), control('DELETE', '/jobs')]);
    const stop = new AbortController();
    const errors: unknown[] = [];
    const ended = workOnMatchings(
      {
        ...dependencies(),
        orgOf: (organizationId) => systemActor(organizationId).orgId,
        onError: (error) => errors.push(error),
      },
      stop.signal,
    );
    expect(await until(read, ({ state }) => state === 'failed')).toMatchObject({
      error: { code: 'NotExist.JobGroup' },
    });
    stop.abort();
    await ended;
    expect(errors).toEqual([]);
  });

  it('beyond what one search looks for are the next one’s, and the answer says that there are more', async () => {
    await putJobs(Array.from({ length: 5 }, (_, n) => jobOf(n)));
    const rows: number[] = [];
    for (let n = 0; n < 5; n += 1) rows.push(await addRow({ leads_phone: phoneOf(n) }));
    const search = async () => {
      await startMatching(database.db, { ...actor, role: 'supervisor' }, taskId);
      const leased = (await takeMatching(database.db, 'test'))!;
      expect(await driveMatching({ ...dependencies(), mostRows: 2 }, actor.orgId, leased, running())).toBe(
        'ready',
      );
      const { matching, matches } = await getMatching(database.db, actor, taskId, 1);
      return [matches.map(({ rowId }) => rowId), matching!.rows, matching!.moreRows];
    };
    expect(await search()).toEqual([rows.slice(0, 2), 2, true]);
    expect(await search()).toEqual([rows.slice(2, 4), 2, true]);
    expect(await search()).toEqual([[rows[0], rows[4]], 2, true]);
    await database.sql`delete from leads_task_list where id in ${database.sql(rows.slice(2))}`;
    expect(await search()).toEqual([rows.slice(0, 2), 2, false]);
  });

  it('fail in words when process after process dies of them', async () => {
    await putJobs([jobOf(1)]);
    await addRow({ leads_phone: phoneOf(1) });
    await startMatching(database.db, actor, taskId);
    const take = async () => {
      await database.sql`update callboard.job_matchings set lease_until = now() - interval '1 second'
        where organization_id = ${actor.orgId}`;
      return (await takeMatching(database.db, 'dies'))!;
    };
    for (let n = 0; n < MOST_TAKES; n += 1) await take();
    expect(await driveMatching(dependencies(), actor.orgId, await take(), running())).toBe('failed');
    expect((await getMatching(database.db, actor, taskId, 1)).matching).toMatchObject({
      state: 'failed',
      error: { code: 'CutOff' },
    });
  });

  it('keep a proposal until somebody who may apply it gives it up', async () => {
    await putJobs([jobOf(1)]);
    await addRow({ leads_phone: phoneOf(1) });
    const operator: Actor = { ...actor, role: 'operator' };
    const supervisor: Actor = { ...actor, role: 'supervisor' };
    const id = await searched();
    expect((await startMatching(database.db, operator, taskId)).matching).toMatchObject({
      id,
      state: 'ready',
    });
    expect(await failureOf(endMatching(database.db, operator, taskId, id))).toMatchObject({
      kind: 'forbidden',
    });
    const { matching } = await startMatching(database.db, supervisor, taskId);
    expect(matching).toMatchObject({ state: 'pending' });
    expect((await endMatching(database.db, operator, taskId, matching!.id)).matching!.state).toBe(
      'discarded',
    );
    const other = await (async () => {
      await startMatching(database.db, supervisor, taskId);
      await driveOnce();
      return (await getMatching(database.db, actor, taskId, 1)).matching!.id;
    })();
    await endMatching(database.db, supervisor, taskId, other);
    const log = await database.sql`
      select action, subject->>'matching_id' as of, subject->'rows' as rows from callboard.audit_log
      where organization_id = ${actor.orgId} order by id`;
    expect(log.map(({ action, of, rows }) => `${action} ${of} ${rows}`)).toEqual([
      `matches.discarded ${id} 1`,
      `matches.discarded ${other} 1`,
    ]);
  });

  it('are nobody else’s, and are given up once', async () => {
    const stranger = await createOrganization(database);
    await addRow({ leads_phone: phoneOf(1) });
    expect(await failureOf(startMatching(database.db, stranger, taskId))).toMatchObject({
      kind: 'not_found',
    });
    const { matching } = await startMatching(database.db, actor, taskId);
    expect((await startMatching(database.db, actor, taskId)).matching!.id).toBe(matching!.id);
    for (const work of [
      () => getMatching(database.db, stranger, taskId, 1),
      () => endMatching(database.db, stranger, taskId, matching!.id),
      () => settle('apply', matching!.id, stranger),
    ]) {
      expect(await failureOf(work())).toMatchObject({ kind: 'not_found' });
    }
    expect(await failureOf(settle('apply', matching!.id))).toMatchObject({ kind: 'run_over' });
    const leased = (await takeMatching(database.db, 'test'))!;
    expect((await endMatching(database.db, actor, taskId, matching!.id)).matching!.state).toBe('discarded');
    expect(await driveMatching(dependencies(), actor.orgId, leased, running())).toBe('lost');
    const other = await createTask(database, actor);
    expect(await failureOf(startMatching(database.db, actor, other))).toMatchObject({ kind: 'no_jobs' });
  });
});
