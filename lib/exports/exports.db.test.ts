import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { listJobs } from '@/lib/jobs/list/list-jobs';
import { toSelection } from '@/lib/jobs/selection';
import { facetsQuery } from '@/lib/http/address';
import { answerFor } from '@/lib/http/for-reader';
import { createOrganization, createRows, createTask, type RowValues } from '@/lib/jobs/testing/world';

import { driveExport, type ExportDependencies } from './drive-export';
import { finishExport, takeExport } from './drive-repository';
import { workOnExports } from './export-worker';
import { cancelExport, getExport, getExports, openFile, repeatExport, startExport } from './exports';
import { deleteOldExports } from './old-exports';
import { type Export, type ExportColumn, type ExportFormat, isOver, queryOf, USUAL_COLUMNS } from './schemas';
import { unzip } from './testing';

let database: TestDatabase;
let actor: Actor;
let taskId: number;
const workers: { stop: AbortController; ended: Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
});
afterEach(async () => {
  for (const { stop } of workers) stop.abort();
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
  await database.sql`update callboard.exports set state = 'cancelled' where state in ('queued', 'running')`;
});

const fetchRecording: ExportDependencies['fetchRecording'] = (_orgId, rowId) =>
  Promise.resolve(
    Number(rowId) % 2 === 0
      ? { reason: 'gone' }
      : { name: '家装回访.wav', bytes: Buffer.from(`sound ${rowId}`) },
  );

function startWorker(): void {
  const stop = new AbortController();
  const ended = workOnExports(
    {
      ...{ db: database.db, fetchRecording, orgOf: (id) => systemActor(id).orgId },
      onError: (error) => console.error(error),
      onUnexpected: (error) => console.error(error),
    },
    stop.signal,
  );
  workers.push({ stop, ended });
}

type Asked = { query?: string; format?: ExportFormat; columns?: ExportColumn[]; task?: number | null };

const start = ({ query = '', format = 'csv', columns = [...USUAL_COLUMNS], task = taskId }: Asked = {}) =>
  startExport(database.db, actor, { taskId: task, query, format, columns, locale: 'zh' });
const now = (id: string) => getExport(database.db, actor, id);

async function done(id: string): Promise<Export> {
  await expect.poll(async () => isOver((await now(id)).status), { timeout: 20_000 }).toBe(true);
  return now(id);
}

async function take(id: string): Promise<Buffer> {
  const { body } = await openFile(database.db, actor, id, '127.0.0.1');
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

async function fileOf(asked: Asked): Promise<Buffer> {
  const { id } = await start(asked);
  startWorker();
  expect(await done(id)).toMatchObject({ status: 'done', percent: 100, error: null });
  const file = await take(id);
  expect((await now(id)).bytes).toBe(file.length);
  return file;
}

const withId = (row: RowValues): RowValues => ({ call_job_id: randomUUID(), ...row });

describe('a file', () => {
  it('holds the very rows that the list counts under the same address, masked as they are there', async () => {
    await createRows(database, taskId, [
      withId({ leads_name: '=HYPERLINK("x")', leads_phone: '13912348001', call_status: 'Failed' }),
      withId({ leads_name: '王芳 13812348005', leads_id: '20261129000123456', call_status: 'Failed' }),
      withId({ leads_name: '李雷', call_status: 'Succeeded' }),
      { leads_name: '无作业', call_status: 'Failed' },
    ]);
    const other = await createTask(database, actor);
    await createRows(database, other, [withId({ leads_name: '别的任务', call_status: 'Failed' })]);
    const query = 'status=Failed&sort=-id';
    const selection = toSelection(taskId, facetsQuery.parse(Object.fromEntries(new URLSearchParams(query))));
    const { pagination } = await listJobs({ db: database.db }, actor, { selection, page: 1, pageSize: 20 });

    const text = (await fileOf({ query, columns: ['lead', 'phone', 'leadsId', 'callStatus'] })).toString();

    expect(text).toBe(
      '\uFEFF线索,号码,线索 ID,作业状态\r\n' +
        '王芳 138****8005,,"\t20261129000123456",失败\r\n' +
        `"'=HYPERLINK(""x"")",139****8001,,失败\r\n`,
    );
    expect(text.trim().split('\r\n').length - 1).toBe(pagination.totalCount);
    const all = (await fileOf({ task: null, query: 'status=Failed', columns: ['lead'] })).toString();
    expect(all).toContain('别的任务');
  });

  it('is a workbook of texts where Excel is asked for, and holds no row when none matches', async () => {
    await createRows(database, taskId, [
      withId({ leads_name: '=1+1 <&> \u0007', leads_id: '00086', leads_phone: '+8613912348001' }),
    ]);
    const files = unzip(
      await fileOf({ format: 'xlsx', columns: ['rowId', 'lead', 'phone', 'leadsId', 'turns'] }),
    );
    expect([...files.keys()][0]).toBe('[Content_Types].xml');
    const sheet = files.get('xl/worksheets/sheet1.xml')!.toString();
    expect(sheet.match(/<row>/g)).toHaveLength(2);
    expect(sheet).toContain('<t xml:space="preserve">=1+1 &lt;&amp;&gt; </t>');
    expect(sheet).toContain('<t xml:space="preserve">00086</t>');
    expect(sheet).toContain('<c><v>0</v></c>');
    expect(sheet).not.toContain('<f>');
    expect(sheet).not.toContain('2348001');
    expect(sheet.endsWith('</sheetData></worksheet>')).toBe(true);

    const none = unzip(await fileOf({ format: 'xlsx', query: 'status=Paused' }));
    expect(none.get('xl/worksheets/sheet1.xml')!.toString().match(/<row>/g)).toHaveLength(1);
  });

  it('of conversations has each sentence with its time and its speaker', async () => {
    const at = Date.UTC(2026, 10, 23);
    await createRows(database, taskId, [
      withId({
        leads_name: '王芳',
        call_conversation: [
          { Speaker: 'Robot', Script: '您好', Timestamp: at },
          { Speaker: 'Contact', Script: '打我13912348001', Timestamp: at + 64_000 },
          { Speaker: '坐席 13812348005', Script: '好的', Timestamp: at + 65_000 },
        ],
      }),
      withId({ leads_name: '李雷' }),
    ]);
    const text = (await fileOf({ format: 'txt' })).toString();
    expect(text).toContain('王芳 · 家装回访\r\n[00:00] 机器人: 您好\r\n[01:04] 客户: 打我139****8001\r\n');
    expect(text).toContain('[01:05] 坐席 138****8005: 好的\r\n');
    expect(text).toContain('李雷 · 家装回访\r\n（没有对话）\r\n');
  });

  it('of recordings names each as a single download, and lists every one that is missing with its reason', async () => {
    const ids = await createRows(
      database,
      taskId,
      Array.from({ length: 9 }, () => withId({ leads_name: '王芳' })),
    );
    const { id } = await start({ format: 'zip' });
    startWorker();
    const gone = ids.filter((rowId) => Number(rowId) % 2 === 0).length;
    expect(await done(id)).toMatchObject({ status: 'done', rows: 9, missing: gone });
    const files = unzip(await take(id));
    const list = files.get('录音清单.csv')!.toString().trim().split('\r\n');
    expect(list).toHaveLength(10);
    expect(list.filter((line) => line.endsWith(',录音已不存在'))).toHaveLength(gone);
    // Two of one name stand apart.
    expect(files.size).toBe(9 - gone + 1);
    for (const rowId of ids.filter((one) => one % 2 === 1)) {
      const line = list.find((one) => one.startsWith(`${rowId},`))!;
      expect(files.get(line.split(',').at(-2)!)!.toString()).toBe(`sound ${rowId}`);
    }
  });
});

describe('an export', () => {
  const dependencies = () => ({ db: database.db, fetchRecording });

  it('goes on behind the last part whoever takes it over, with the rows that matched when it began', async () => {
    const ids = await createRows(
      database,
      taskId,
      Array.from({ length: 13 }, () => withId({ leads_name: '王芳', call_status: 'Failed' })),
    );
    const { id } = await start({ query: 'status=Failed', format: 'zip' });
    const first = (await takeExport(database.db, 'first'))!;
    const stop = new AbortController();
    // It ends within the third part, when a row of the fourth no longer matches and a new one does.
    const untilThird: ExportDependencies['fetchRecording'] = async (orgId, rowId, signal) => {
      if (rowId === ids[9]) {
        await database.sql`update leads_task_list set call_status = 'Succeeded' where id = ${ids[12]!}`;
        await createRows(database, taskId, [withId({ call_status: 'Failed' })]);
        stop.abort();
      }
      return fetchRecording(orgId, rowId, signal);
    };
    const end = await driveExport(
      { db: database.db, fetchRecording: untilThird },
      actor.orgId,
      first,
      stop.signal,
    );
    expect(end).toBe('stopped');
    expect(await now(id)).toMatchObject({ status: 'running', rows: 8, totalRows: 13 });

    startWorker();
    expect(await done(id)).toMatchObject({ status: 'done', rows: 13, totalRows: 13 });
    const list = unzip(await take(id))
      .get('录音清单.csv')!
      .toString()
      .trim()
      .split('\r\n')
      .slice(1);
    expect(list.map((line) => Number(line.split(',')[0]))).toEqual(ids);
    // Whoever is late writes nothing any more.
    expect(await driveExport(dependencies(), actor.orgId, first, new AbortController().signal)).toBe('lost');
  });

  it('is cancelled, asked for again, told to who took it, and expires', async () => {
    await createRows(database, taskId, [withId({ leads_name: '王芳' })]);
    const { id } = await start();
    expect(await now(id)).toMatchObject({ status: 'queued', rows: 0, percent: 0, totalRows: null });
    await expect(openFile(database.db, actor, id, '::1')).rejects.toMatchObject({ kind: 'export_not_ready' });
    expect(await cancelExport(database.db, actor, id)).toMatchObject({ status: 'cancelled' });

    const again = await repeatExport(database.db, actor, id);
    startWorker();
    await done(again.id);
    await expect(cancelExport(database.db, actor, again.id)).rejects.toMatchObject({ kind: 'export_over' });
    await take(again.id);
    expect(
      (await getExports(database.db, actor)).exports.map((one) => [one.id, one.taken.map(({ by }) => by)]),
    ).toEqual([
      [again.id, ['李雷']],
      [id, []],
    ]);
    const noted = await database.sql<{ action: string }[]>`
      select action from callboard.audit_log where organization_id = ${actor.orgId} order by id`;
    expect(noted.map(({ action }) => action)).toEqual([
      'export.started',
      'export.cancelled',
      'export.started',
      'export.taken',
    ]);

    await database.sql`update callboard.exports set expires_at = now() - interval '1 s' where id = ${again.id}`;
    await expect(take(again.id)).rejects.toMatchObject({ kind: 'export_expired' });
    await deleteOldExports(database.db);
    const left = await database.sql`select from callboard.export_chunks where export_id = ${again.id}`;
    expect(left).toHaveLength(0);
  });

  it('shows nobody the number that it was searched by', async () => {
    const { id } = await start({ query: 'status=Failed&q=139+1234+8001' });
    expect(new URLSearchParams((await now(id)).query).get('q')).toContain('****8001');
    const [noted] = await database.sql<{ subject: { query: string } }[]>`
      select subject from callboard.audit_log where organization_id = ${actor.orgId}`;
    expect(noted!.subject.query).not.toContain('1234');
  });

  it('opens for a browser what it was asked with, the person in it too', async () => {
    const owner = '12345678-1234-4123-8123-139123480015';
    const { id } = await start({ query: `owner=${owner}&q=13912348001` });
    const shown = new URLSearchParams(queryOf(answerFor(null, await now(id))));
    expect(Object.fromEntries(shown)).toEqual({ owner, q: '139****8001' });
    const [noted] = await database.sql<{ subject: { query: string } }[]>`
      select subject from callboard.audit_log where organization_id = ${actor.orgId}`;
    expect(noted!.subject.query).toBe(`owner=${owner} q=139****8001`);
  });

  it('comes to its end at once however much it has written, which goes afterwards', async () => {
    const { sql } = database;
    const cancelled = await start();
    await takeExport(database.db, 'first');
    const failed = await start();
    const leased = (await takeExport(database.db, 'second'))!;
    const kept = await start();
    const expired = Array.from({ length: 21 }, () => randomUUID());
    for (const id of expired) {
      await sql`
        insert into callboard.exports (id, organization_id, query, format, columns, locale, asked_by, asked_by_name, via,
          state, finished_at, expires_at)
        values (${id}, ${actor.orgId}, '', 'csv', '{}', 'zh', ${actor.userId}, '李雷', 'session', 'done', now(), now())`;
    }
    const ids = [cancelled.id, failed.id, kept.id, ...expired];
    await sql`
      insert into callboard.export_chunks (export_id, part, piece, packed, bytes)
      select id, n, 0, false, '' from unnest(${ids}::uuid[]) id, generate_series(1, 120) n`;
    await sql`
      insert into callboard.export_parts (export_id, number, row_ids)
      select id, n, '{}' from unnest(${ids}::uuid[]) id, generate_series(1, 120) n`;

    // Nobody can delete a piece meanwhile.
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`select from callboard.export_chunks where export_id = any(${ids}::uuid[]) for update`;
    try {
      await withinDatabaseDeadline(() => cancelExport(database.db, actor, cancelled.id));
      await withinDatabaseDeadline(() =>
        finishExport(actor.orgId, database.db, leased, { error: 'TooLarge' }),
      );
    } finally {
      await holder`rollback`;
      holder.release();
    }
    expect(await now(cancelled.id)).toMatchObject({ status: 'cancelled', bytes: 0 });
    expect(await now(failed.id)).toMatchObject({ status: 'failed', error: 'TooLarge', bytes: 0 });

    await deleteOldExports(database.db);
    for (const table of ['export_chunks', 'export_parts']) {
      expect([
        ...(await sql`
          select export_id as id, count(*)::int as n from ${sql(`callboard.${table}`)}
          where export_id = any(${ids}::uuid[]) group by export_id`),
      ]).toEqual([{ id: kept.id, n: 120 }]);
    }
  });

  it('ends at its first try when its rows cannot be picked in their time', async () => {
    await createRows(database, taskId, [withId({ leads_name: '王芳' })]);
    const { id } = await start();
    const leased = await takeExport(database.db, 'test');
    await database.sql.unsafe(`
      create function slow_pick() returns trigger language plpgsql as 'begin perform pg_sleep(30); return new; end';
      create trigger slow_pick before insert on callboard.export_parts for each row execute function slow_pick()`);
    const never = new AbortController().signal;
    try {
      const end = await driveExport(
        { db: database.db, fetchRecording, pickMs: 1_500 },
        actor.orgId,
        leased!,
        never,
      );
      expect(end).toBe('failed');
    } finally {
      await database.sql.unsafe('drop function slow_pick() cascade');
    }

    expect(await now(id)).toMatchObject({ status: 'failed', error: 'TooSlow' });
  });

  it('belongs to its organization, and no one has too many under way', async () => {
    const stranger = await createOrganization(database);
    const { id } = await start();
    const tries = [
      () => getExport(database.db, stranger, id),
      () => openFile(database.db, stranger, id, '::1'),
      () => cancelExport(database.db, stranger, id),
      () => repeatExport(database.db, stranger, id),
      () =>
        startExport(database.db, stranger, {
          taskId,
          query: '',
          format: 'csv',
          columns: ['lead'],
          locale: 'zh',
        }),
    ];
    for (const refused of tries) await expect(refused()).rejects.toMatchObject({ kind: 'not_found' });
    expect((await getExports(database.db, stranger)).exports).toEqual([]);
    await Promise.all([start(), start()]);
    await expect(start()).rejects.toMatchObject({ kind: 'rate_limited' });
  });
});
