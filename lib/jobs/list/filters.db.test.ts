import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findJobPlace, findNeighbours } from '../detail/place-repository';
import { selectionAddress, type SelectionScope, toSelection } from '../selection';
import { selectionQuery } from '../selection-input';
import { FACETS } from '../selection-values';
import { createOrganization, createRows, createTask } from '../testing/world';
import { countFacets } from './facet-repository';
import { listJobs } from './list-jobs';

let database: TestDatabase;
let actor: Actor;
let taskId: number;
let receiptId: string;

const DAY = 86_400_000;
type Row = {
  name: string;
  phone?: string;
  status?: string | null;
  result?: string;
  grade?: string;
  next?: number | null;
  interest?: number;
  verdict?: string;
  calls?: number;
  seconds?: number;
  calledAt?: string;
  recording?: string;
};
const ROWS: Row[] = [
  { name: '王芳', phone: '13812348000', status: 'Succeeded', result: 'SucceededFinish', grade: 'A', next: -3, interest: 1, verdict: 'updated', calls: 1, seconds: 61, calledAt: '2026-11-02T02:00:00Z', recording: 'http://x/y' },
  { name: '李四', phone: '+86 138-9999-8000', status: 'Succeeded', result: 'SucceededClientHangUp', grade: 'B', next: 3, verdict: 'unchanged', calls: 2, seconds: 12, calledAt: '2026-11-01T16:30:00Z' },
  { name: '赵六', phone: '13912348000', status: 'Failed', result: 'NoAnswer', next: null, interest: 2, verdict: 'unchanged', calls: 3, calledAt: '2026-11-01T15:59:59Z' },
  { name: 'Anna', phone: '021-62628000', status: 'Failed', result: 'Busy', interest: 0, verdict: 'not_returned', calls: 3 },
  { name: '李雷13812345678', phone: '13700001111', status: null },
  { name: 'Zoe', status: 'Replanned', result: 'SucceededInTheFuture', verdict: 'unchanged', grade: 'A', calls: 1 },
]; // prettier-ignore

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  const { sql } = database;
  const ids: number[] = [];
  for (const [index, row] of ROWS.entries()) {
    const leadsId = `lead-${taskId}-${index}`;
    const [id] = await createRows(database, taskId, [
      {
        call_job_id: `job-${index}`,
        leads_id: leadsId,
        leads_name: row.name,
        ...(row.phone !== undefined && { leads_phone: row.phone }),
        call_status: row.status ?? null,
        recording_url: row.recording ?? null,
      },
    ]);
    ids.push(id!);
    if (row.interest !== undefined) {
      await sql`update leads_task_list set is_interested = ${row.interest} where id = ${id!}`;
    }
    if (row.next !== undefined) {
      const at = row.next === null ? null : new Date(Date.now() + row.next * DAY);
      const [follow] = await sql<{ id: number }[]>`
        insert into leads_follow (leads_id, follow_time, next_follow_time) values (${leadsId}, now(), ${at}) returning id`;
      await sql`update leads_task_list set leads_follow_id = ${follow!.id} where id = ${id!}`;
      if (index === 0) {
        await sql`insert into callboard.follow_up_authors (follow_id, organization_id, task_id, row_id, user_id, user_name)
          values (${follow!.id}, ${actor.orgId}, ${taskId}, ${id!}, ${actor.userId}, '李雷')`;
      }
    }
    if (row.verdict !== undefined) {
      const job = {
        Summary: row.grade === undefined ? [] : [{ SummaryName: '意向等级', Content: row.grade }],
        Tasks: Array.from({ length: row.calls ?? 0 }, () => ({
          ...(row.seconds !== undefined && { Duration: row.seconds * 1000 }),
        })),
      };
      await sql`
        insert into callboard.job_states (row_id, task_id, check_number, checked_at, changed_at, provider_time, provider_job, call_result, last_verdict)
        values (${id!}, ${taskId}, 1, now(), ${row.verdict === 'updated' ? new Date() : null}, ${row.calledAt ?? null},
          ${sql.json(job)}, ${row.result ?? null}, ${row.verdict})`;
    }
  }
  await createRows(database, taskId, [{ call_job_id: '', leads_name: '无号' }]);
  receiptId = randomUUID();
  await sql`
    insert into callboard.refresh_receipts (id, organization_id, task_id, refresh_number, user_id, user_name, via, page, page_size,
      total_pages, started_at, checked_at, duration_ms, counts, rows, provider_calls, recordings)
    values (${receiptId}, ${actor.orgId}, ${taskId}, 1, ${actor.userId}, '-', 'session', 1, 20, 1, now(), now(), 1, '{}',
      ${sql.json([
        { row_id: ids[0]!, verdict: 'updated' },
        { row_id: ids[1]!, verdict: 'unchanged' },
      ])}, '[]', '{}')`;

  // Another task of the organization, and another organization's.
  const second = await createTask(database, actor, '二期');
  await createRows(database, second, [{ call_job_id: 'x', leads_name: '王芳', call_status: 'Succeeded' }]);
  const foreign = await createOrganization(database);
  const theirs = await createTask(database, foreign);
  await createRows(database, theirs, [{ call_job_id: 'y', leads_name: '王芳', call_status: 'Succeeded' }]);
});
afterAll(() => database.drop());

const parse = (query: string, scope: SelectionScope = taskId) =>
  toSelection(scope, z.strictObject(selectionQuery).parse(Object.fromEntries(new URLSearchParams(query))));

async function namesOf(query: string, scope?: SelectionScope) {
  const selection = parse(query.replace('<receipt>', receiptId).replace('<me>', actor.userId), scope);
  const { rows, pagination } = await listJobs({ db: database.db }, actor, {
    selection,
    page: 1,
    pageSize: 20,
  });
  expect(pagination.totalCount).toBe(rows.length);
  return rows.map(({ leadsName }) => leadsName);
}

const HIDDEN = '李雷138****5678';

describe('a filter', () => {
  it.each([
    ['status=Failed', ['赵六', 'Anna']],
    ['status=Succeeded,Failed', ['王芳', '李四', '赵六', 'Anna']],
    ['status=none', [HIDDEN]],
    ['status=other,none', [HIDDEN, 'Zoe']],
    ['result=NoAnswer', ['赵六']],
    ['result=not_connected', ['赵六', 'Anna']],
    ['result=connected', ['王芳', '李四', 'Zoe']],
    ['result=none,Busy', ['Anna', HIDDEN]],
    ['grade=A', ['王芳', 'Zoe']],
    ['grade=none', ['赵六', 'Anna', HIDDEN]],
    ['label=意向等级:B', ['李四']],
    ['follow=overdue', ['王芳']],
    ['follow=due', ['李四']],
    ['follow=done', ['赵六']],
    ['follow=none', ['Anna', HIDDEN, 'Zoe']],
    ['interest=interested,unsure', ['王芳', 'Anna']],
    ['interest=unknown', ['李四', HIDDEN, 'Zoe']],
    ['verdict=never', [HIDDEN]],
    ['verdict=not_returned', ['Anna']],
    ['recording=yes', ['王芳']],
    ['owner=<me>', ['王芳']],
    ['duration=12', ['李四']],
    ['duration=13..', ['王芳']],
    ['duration=..61', ['王芳', '李四']],
    ['attempts=2..3', ['李四', '赵六', 'Anna']],
    ['called=2026-11-02', ['王芳', '李四']],
    ['called=2026-11-01..2026-11-01', ['赵六']],
    ['called=..2026-11-01', ['赵六']],
    ['checked=today', ['王芳', '李四', '赵六', 'Anna', 'Zoe']],
    ['changed=7d', ['王芳']],
    ['receipt=<receipt>', ['王芳']],
    ['q=李', ['李四', HIDDEN]],
    ['q=anna', ['Anna']],
    ['q=8000', ['王芳', '李四', '赵六']],
    ['q=138', ['王芳', '李四']],
    ['q=138****8000', ['王芳', '李四']],
    ['q=138 1234 8000', ['王芳']],
    ['q=8613899998000', ['李四']],
    // A number in a name is found by nothing of it that is hidden.
    ['q=雷1', []],
    ['q=李雷', [HIDDEN]],
    ['status=Succeeded&follow=overdue&grade=A', ['王芳']],
    ['status=Succeeded&result=NoAnswer', []],
    ['tab=without-id', ['无号']],
    ['tab=without-id&status=Failed', []],
  ])('%s', async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected);
  });

  it.each([
    ['status=Lost', 'Lost'],
    ['status=Failed,', '不支持的值'],
    ['result=connectd', 'connectd'],
    ['follow=later', 'later'],
    ['sort=-name', '-name'],
    ['called=2026-02-31', '2026-02-31'],
    ['called=2026-11-02..2026-11-01', '2026-11-02'],
    ['duration=5..2', '5..2'],
    ['owner=you', 'you'],
    ['receipt=1', '1'],
    ['q=12345', '姓名'],
    ['q=  ', '姓名'],
  ])('%s is refused by name', (query, told) => {
    expect(() => parse(query)).toThrow(told);
  });

  it('is one text, however it was written', () => {
    const address = (query: string) => selectionAddress(parse(query));
    expect(address('sort=-called&status=Failed,Succeeded,Failed')).toBe(
      address('status=Succeeded,Failed&sort=-called'),
    );
    expect(address('tab=jobs&sort=id')).toBe('');
    expect(parse(address('grade=A,x&called=7d&q=李 雷&label=a:b')).filter.label).toEqual([
      { name: 'a', value: 'b' },
    ]);
  });
});

it('over all tasks finds the organization’s rows only, each with its task', async () => {
  const selection = parse('q=王芳', 'all-tasks');
  const { rows } = await listJobs({ db: database.db }, actor, { selection, page: 1, pageSize: 20 });
  expect(rows.map(({ task }) => task?.name)).toEqual(['家装回访', '二期']);
});

describe('an order', () => {
  it.each([
    ['sort=-id', ['Zoe', HIDDEN, 'Anna', '赵六', '李四', '王芳']],
    ['sort=-duration', ['王芳', '李四', '赵六', 'Anna', HIDDEN, 'Zoe']],
    ['sort=duration', ['李四', '王芳', '赵六', 'Anna', HIDDEN, 'Zoe']],
    ['sort=called', ['赵六', '李四', '王芳', 'Anna', HIDDEN, 'Zoe']],
    ['sort=-called', ['王芳', '李四', '赵六', 'Anna', HIDDEN, 'Zoe']],
    ['sort=due', ['王芳', '李四', '赵六', 'Anna', HIDDEN, 'Zoe']],
    ['sort=-attempts&status=Failed,Succeeded', ['赵六', 'Anna', '李四', '王芳']],
  ])('%s is the same in list, places and neighbours', async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected);
    const selection = parse(query);
    const { rows } = await listJobs({ db: database.db }, actor, { selection, page: 1, pageSize: 20 });
    for (const [index, { rowId }] of rows.entries()) {
      const within = { ...selection, scope: 'own-task' as const };
      expect(await findNeighbours(actor.orgId, database.db, within, rowId)).toEqual({
        previousRowId: rows[index - 1]?.rowId ?? null,
        nextRowId: rows[index + 1]?.rowId ?? null,
      });
      expect((await findJobPlace(actor.orgId, database.db, within, rowId))?.place).toBe(index);
    }
    // Pages are positions in it.
    const pages = await Promise.all(
      [1, 2, 3].map((page) => listJobs({ db: database.db }, actor, { selection, page, pageSize: 2 })),
    );
    expect(
      pages.flatMap((page) => page.rows.map(({ leadsName }) => leadsName)).slice(0, rows.length),
    ).toEqual(expected);
  });

  it('leads on from a row that no longer matches the filter', async () => {
    const rows = await namesOf('');
    const { rows: all } = await listJobs({ db: database.db }, actor, {
      selection: parse(''),
      page: 1,
      pageSize: 20,
    });
    const left = all[rows.indexOf('李四')]!;
    const failed = { ...parse('status=Failed'), scope: 'own-task' as const };
    expect(await findNeighbours(actor.orgId, database.db, failed, left.rowId)).toEqual({
      previousRowId: null,
      nextRowId: all[2]!.rowId,
    });
    expect((await findJobPlace(actor.orgId, database.db, failed, left.rowId))?.place).toBeNull();
  });
});

describe('the counts beside the choices', () => {
  const counts = (query: string) => countFacets(actor.orgId, database.db, parse(query));

  it('follow the other filters, not their own', async () => {
    const facets = await counts('status=Succeeded');
    expect(facets.status).toEqual({ Succeeded: 2, Failed: 2, none: 1, other: 1 });
    expect(facets.result).toEqual({ SucceededFinish: 1, SucceededClientHangUp: 1, connected: 2 });
    expect(facets.grade).toEqual({ A: 1, B: 1 });
    expect(facets.follow).toEqual({ overdue: 1, due: 1 });
    const both = await counts('status=Succeeded&grade=A');
    expect(both.status).toEqual({ Succeeded: 1, other: 1 });
    expect(both.grade).toEqual({ A: 1, B: 1 });
    expect(both.follow).toEqual({ overdue: 1 });
  });

  it('are the numbers of rows that choosing would show', async () => {
    for (const base of ['', 'status=Failed,other', 'q=李', 'grade=A,none&interest=unknown']) {
      const facets = await counts(base);
      for (const facet of FACETS) {
        for (const [value, count] of Object.entries(facets[facet])) {
          const query = new URLSearchParams(base);
          query.set(facet, value);
          expect([query.toString(), (await namesOf(query.toString())).length]).toEqual([
            query.toString(),
            count,
          ]);
        }
      }
    }
  });
});
