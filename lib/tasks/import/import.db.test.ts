import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { AppError } from '@/lib/errors';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';
import { createOutboundBot } from '@/lib/outboundbot/client';
import { askedNow } from '@/lib/outboundbot/testing/caller';
import type { DbId } from '@/lib/values/db-id';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { type ImportDependencies, type ImportEnd, driveImport } from './drive-import';
import { beginDueRounds, type LeasedImport, takeImport } from './drive-repository';
import { workOnImports } from './import-worker';
import { beginImports, getImports, listJobGroups, setImportSchedule, steerImport } from './imports';
import { isOver, type TaskImport } from './schemas';

let database: TestDatabase;
let simulator: Simulator;
let actor: Actor;
let stranger: Actor;
let group: string;
let outboundbot: ReturnType<typeof createOutboundBot>;
const workers: { stop: AbortController; ended: Promise<void> }[] = [];

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
  stranger = await createOrganization(database);
  await database.sql`update callboard.organizations set provider_import = true`;
  group = `group-${randomUUID()}`;
});
afterEach(async () => {
  for (const { stop } of workers) stop.abort();
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
  await Promise.all([control('DELETE', '/faults'), control('DELETE', '/jobs')]);
  // What a test left under way is nobody's.
  await database.sql`update callboard.task_imports set state = 'cancelled', next_at = null`;
});

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
}

const jobOf = (n: number) => ({
  JobId: `${group}-${n}`,
  JobGroupId: group,
  JobGroupName: '双十一回访',
  ReferenceId: `ref-${n}`,
  Status: n % 2 === 0 ? 'Succeeded' : 'Scheduling',
  Contacts: [
    { ContactId: `c-${n}`, ContactName: `客户${n}`, PhoneNumber: `1380000${String(n).padStart(4, '0')}` },
  ],
  Tasks: [],
});
const putJobs = (from: number, to: number) =>
  control('POST', '/jobs', { jobs: Array.from({ length: to - from }, (_, i) => jobOf(from + i)) });

const dependencies = (): ImportDependencies => ({ db: database.db, outboundbot });
const sources = () => ({ db: database.db, outboundbot });
const begin = (by = actor, ids = [group]) =>
  beginImports(sources(), by, { job_group_ids: ids, every_minutes: null }, askedNow());

/** Takes the one import that waits and drives it to the end of this drive. */
async function driveOnce(stop = new AbortController().signal): Promise<ImportEnd> {
  const leased = await takeImport(database.db, 'test');
  if (!leased) throw new Error('nothing to drive');
  return driveImport(dependencies(), systemActor(leased.organizationId).orgId, leased, stop);
}

const only = async (): Promise<TaskImport> => (await getImports(database.db, actor)).imports[0]!;
const rowsOf = (taskId: DbId) => database.sql<Record<string, string>[]>`
  select * from leads_task_list where task_id = ${taskId} order by id`;
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

describe('bringing a group in', () => {
  it('makes a task of the organization with a row for each job, and none twice when it is read again', async () => {
    await putJobs(0, 230);
    const { imports, leftOut } = await begin();
    expect([imports.length, leftOut]).toEqual([1, []]);
    expect(await driveOnce()).toBe('done');
    const done = await only();
    expect(done).toMatchObject({
      state: 'done',
      total: 230,
      addedRows: 230,
      knownJobs: 230,
      name: '双十一回访',
    });
    const [task] = await database.sql`select * from call_tasks where id = ${done.taskId}`;
    expect(task).toMatchObject({
      organization_id: actor.orgId,
      task_name: '双十一回访',
      job_group_id: group,
      task_type: 2,
      leads_count: 230,
      create_name: actor.userName,
    });
    const rows = await rowsOf(done.taskId!);
    expect(rows).toHaveLength(230);
    expect(rows[1]).toMatchObject({
      leads_id: 'ref-1',
      leads_name: '客户1',
      leads_phone: '13800000001',
      call_job_id: `${group}-1`,
      reference_id: 'ref-1',
      call_status: 'Scheduling',
    });

    await putJobs(230, 250);
    await steerImport(database.db, actor, done.id, 'repeat');
    expect(await driveOnce()).toBe('done');
    expect(await only()).toMatchObject({ addedRows: 20, knownJobs: 250, taskId: done.taskId });
    const ids = (await rowsOf(done.taskId!)).map((row) => row.call_job_id);
    expect([ids.length, new Set(ids).size]).toEqual([250, 250]);
  });

  it('asks once where nothing is new, and goes by its schedule', async () => {
    await putJobs(0, 150);
    await begin();
    await driveOnce();
    const { id } = await only();
    expect((await setImportSchedule(database.db, actor, id, 60)).nextAt).not.toBeNull();
    await beginDueRounds(database.db);
    expect(await takeImport(database.db, 'test')).toBeNull();
    await database.sql`update callboard.task_imports set next_at = now() where id = ${id}`;
    await beginDueRounds(database.db);
    expect(await driveOnce()).toBe('done');
    const again = await only();
    expect(again).toMatchObject({ readJobs: 100, addedRows: 0, everyMinutes: 60 });
    expect(again.nextAt).not.toBeNull();
  });

  it('gives its leads to the chosen people in turn, those of later rounds too, and passes over who has left', async () => {
    const people = await Promise.all(
      ['陈静', '黄强', '赵丽'].map(async (name) => {
        const [user] = await database.sql<{ id: string }[]>`
          insert into callboard.users (email, name, password_hash) values (${`${group}-${name}@example.com`}, ${name}, '-')
          returning id`;
        await database.sql`insert into callboard.memberships (user_id, organization_id, role)
          values (${user!.id}, ${actor.orgId}, 'operator')`;
        return user!.id;
      }),
    );
    const share = (owners: string[]) =>
      beginImports(sources(), actor, { job_group_ids: [group], every_minutes: null, owners }, askedNow());
    const ownersOf = async (taskId: DbId) =>
      (
        await database.sql<{ place: number }[]>`
          select array_position(${people}::uuid[], o.user_id) - 1 as place from leads_task_list t
          left join callboard.lead_owners o on o.row_id = t.id and o.organization_id = ${actor.orgId}
          where t.task_id = ${taskId} order by t.id`
      ).map(({ place }) => place);
    await putJobs(0, 130);
    expect(await failureOf(share([stranger.userId]))).toMatchObject({ kind: 'not_found' });
    await share(people);
    expect(await driveOnce()).toBe('done');
    const { taskId, owners } = await only();
    expect(owners).toEqual(['陈静', '黄强', '赵丽']);
    expect(await ownersOf(taskId!)).toEqual(Array.from({ length: 130 }, (_, n) => n % 3));

    // Begun again without a word, the rule stays.
    await database.sql`update callboard.users set disabled_at = now() where id = ${people[0]!}`;
    await putJobs(130, 134);
    await begin();
    expect(await driveOnce()).toBe('done');
    expect((await ownersOf(taskId!)).slice(130)).toEqual([1, 2, 1, 2]);
  });

  it('goes on at the next page after a kill, and who was thought dead writes nothing', async () => {
    await putJobs(0, 300);
    await begin();
    const dead = (await takeImport(database.db, 'dead'))!;
    const held: (() => void)[] = [];
    const driving = driveImport(
      {
        ...dependencies(),
        outboundbot: {
          // The second page comes only when somebody else has gone on.
          listJobsByGroup: async (id, page, options) => {
            const answer = await outboundbot.listJobsByGroup(id, page, options);
            if (page.page === 2) await new Promise<void>((resolve) => held.push(resolve));
            return answer;
          },
        },
      },
      actor.orgId,
      dead,
      new AbortController().signal,
    );
    await until(
      () => Promise.resolve(held.length),
      (count) => count === 1,
    );
    const next = await until(
      async () => {
        await database.sql`update callboard.task_imports set lease_until = now() - interval '1 second'`;
        return takeImport(database.db, 'next');
      },
      (leased) => leased !== null,
    );
    expect(next!.nextPage).toBe(2);
    held[0]!();
    expect(await driving).toBe('lost');
    expect(await driveImport(dependencies(), actor.orgId, next!, new AbortController().signal)).toBe('done');
    const done = await only();
    expect([done.addedRows, (await rowsOf(done.taskId!)).length]).toEqual([300, 300]);
  });

  it('has its new rows refreshed though the process dies at the very end', async () => {
    await putJobs(0, 3);
    await begin();
    const told: string[] = [];
    const drive = (leased: LeasedImport, onEnd: ImportDependencies['onEnd']) =>
      driveImport(
        { ...dependencies(), onEnd },
        systemActor(leased.organizationId).orgId,
        leased,
        new AbortController().signal,
      );
    let die = () => {};
    const dead = new Promise<void>((resolve) => (die = resolve));
    const first = drive((await takeImport(database.db, 'first'))!, () => (told.push('first'), dead));
    await expect.poll(() => told).toEqual(['first']);
    const next = await until(
      async () => {
        await database.sql`update callboard.task_imports set lease_until = now() - interval '1 second'`;
        return takeImport(database.db, 'second');
      },
      (leased) => leased !== null,
    );
    expect(await drive(next!, () => Promise.resolve(void told.push('second')))).toBe('done');
    die();
    await first;
    expect(told).toEqual(['first', 'second']);
    expect(await only()).toMatchObject({ state: 'done', addedRows: 3 });
  });

  it('waits while the provider throttles, goes on, and fails in words when the group has gone', async () => {
    await putJobs(0, 10);
    await begin();
    const stop = new AbortController();
    await control('PUT', '/faults', { kind: 'throttle', operation: 'ListJobsByGroup', retryAfterMs: 100 });
    workers.push({
      stop,
      ended: workOnImports(
        { ...dependencies(), orgOf: (id) => systemActor(id).orgId, onError: (error) => console.error(error) },
        stop.signal,
      ),
    });
    await until(only, ({ waiting }) => waiting?.reason === 'throttled');
    await control('DELETE', '/faults');
    expect(await until(only, ({ state }) => isOver(state))).toMatchObject({ state: 'done', addedRows: 10 });
    const { id } = await only();
    await control('DELETE', '/jobs');
    await steerImport(database.db, actor, id, 'repeat');
    expect(await until(only, ({ state }) => isOver(state))).toMatchObject({
      state: 'failed',
      error: { code: 'NotExist.JobGroup' },
    });
  });

  it('is cancelled with what is in staying in', async () => {
    await putJobs(0, 10);
    const { imports } = await begin();
    const leased = (await takeImport(database.db, 'test'))!;
    expect((await steerImport(database.db, actor, imports[0]!.id, 'cancel')).state).toBe('cancelled');
    expect(await driveImport(dependencies(), actor.orgId, leased, new AbortController().signal)).toBe('lost');
    expect(await failureOf(steerImport(database.db, stranger, imports[0]!.id, 'cancel'))).toMatchObject({
      kind: 'not_found',
    });
    const audited = await database.sql`
      select action from callboard.audit_log where organization_id = ${actor.orgId} order by id`;
    expect(audited.map(({ action }) => action as string)).toEqual(['import.started', 'import.cancelled']);
  });

  it('makes the task anew, with all its rows, when a person begins or repeats it after the task was deleted', async () => {
    await putJobs(0, 3);
    await begin();
    await driveOnce();
    const { id, taskId: first } = await only();
    const again = [
      () => steerImport(database.db, actor, id, 'repeat'),
      async () => expect((await begin()).leftOut).toEqual([]),
    ];
    for (const repeat of again) {
      const { taskId } = await only();
      await database.sql`delete from leads_task_list where task_id = ${taskId}`;
      await database.sql`delete from call_tasks where id = ${taskId}`;
      await repeat();
      expect(await driveOnce()).toBe('done');
      const now = await only();
      expect(now).toMatchObject({ id, state: 'done', addedRows: 3, knownJobs: 3 });
      expect(await rowsOf(now.taskId!)).toHaveLength(3);
    }
    expect((await only()).taskId).not.toBe(first);
  });

  it('keeps out only the rows that the installation refuses', async () => {
    await putJobs(0, 3);
    await database.sql.unsafe(`
      alter table leads_task_list add constraint no_one check (call_job_id <> '${group}-1') not valid`);
    try {
      await begin();
      expect(await driveOnce()).toBe('done');
      expect(await only()).toMatchObject({ addedRows: 2, refusedRows: 1, knownJobs: 2, total: 3 });
    } finally {
      await database.sql`alter table leads_task_list drop constraint no_one`;
    }
  });
});

describe('whose a group is', () => {
  const choose = (by: Actor) => listJobGroups(sources(), by, { q: '双十一', page: 1 }, askedNow());

  it('is told alike where it is another organization’s and where it is not there', async () => {
    await putJobs(0, 2);
    await begin();
    expect((await choose(actor)).groups.find(({ id }) => id === group)?.standing).toBe('imported');
    expect((await choose(stranger)).groups.filter(({ id }) => id === group)).toEqual([]);
    const missing = `group-${randomUUID()}`;
    expect(await begin(stranger, [group, missing])).toEqual({
      imports: [],
      leftOut: [
        { id: group, reason: 'not_found' },
        { id: missing, reason: 'not_found' },
      ],
    });
    expect((await getImports(database.db, stranger)).imports).toEqual([]);
  });

  it('stays with the task that another program has entered', async () => {
    await putJobs(0, 2);
    const taskId = await createTask(database, actor);
    await database.sql`update call_tasks set job_group_id = ${group} where id = ${taskId}`;
    expect((await choose(actor)).groups.find(({ id }) => id === group)).toMatchObject({
      standing: 'task',
      taskId,
    });
    expect((await begin()).leftOut).toEqual([{ id: group, reason: 'task' }]);
  });

  it('is nobody’s to choose where several organizations share the account and none was said to', async () => {
    await database.sql`update callboard.organizations set provider_import = null where id = ${actor.orgId}`;
    expect(await failureOf(choose(actor))).toMatchObject({ kind: 'forbidden' });
    expect(await failureOf(begin())).toMatchObject({ kind: 'forbidden' });
    expect((await getImports(database.db, actor)).mayAskProvider).toBe(false);
  });
});
