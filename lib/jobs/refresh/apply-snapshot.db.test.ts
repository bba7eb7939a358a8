import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { ReceiptRow } from '@/lib/receipts/schemas';

import { applySnapshot } from './apply-snapshot';
import type { SnapshotRow } from './snapshot';
import { readRowsBefore } from './repository';
import { settle, wrongs } from '../job-index/testing';
import { createOrganization, createRows, createTask, readRow, type RowValues } from '../testing/world';
import { toRecord } from './to-record';

let database: TestDatabase;
let actor: Actor;
let taskId: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
});

const call = {
  TaskId: 'call-1',
  Status: 'SucceededFinish',
  PlanedTime: 1_763_870_400_000,
  CallingNumber: '057126883106',
  Conversation: [{ Speaker: 'Robot', Script: '您好' }],
};
const stored: RowValues = {
  call_job_id: 'job-1',
  call_status: 'Succeeded',
  planed_time: '2025-11-23T04:00:00.000Z',
  call_task_id: 'call-1',
  calling_number: '057126883106',
  call_conversation: [{ Script: '您好', Speaker: 'Robot' }],
  recording_url: 'http://b.oss-cn-shanghai.aliyuncs.com/r/1.wav?Expires=1&Signature=a',
};
const LINK = 'https://b.oss-cn-shanghai.aliyuncs.com:443/r/%31.wav?Expires=2&Signature=b';

function answer(rowId: number, job: Record<string, unknown>, link: string | null = null): SnapshotRow {
  const read = toRecord({ JobId: 'job-1', ...job });
  if (!read.ok) throw new Error(read.reason);
  const recording = link ? { url: link, expiresAt: new Date('2026-01-01') } : null;
  return { rowId, jobId: 'job-1', outcome: 'record', record: read.record, recording };
}

let lastNumber = 0;

async function apply(
  rows: SnapshotRow[],
  refreshNumber = ++lastNumber,
  db: Db = database.db,
): Promise<ReceiptRow[]> {
  const snapshot = { taskId, refreshNumber, checkedAt: new Date(), rows };
  return applySnapshot(actor.orgId, db, snapshot, (_tx, verdicts) => Promise.resolve(verdicts));
}

/** The one row of most tests: what it held, what the provider says, what became of it. */
async function applyOne(row: RowValues, job: Record<string, unknown>, link: string | null = null) {
  const [id] = await createRows(database, taskId, [{ ...stored, ...row }]);
  const [verdict] = await apply([answer(id!, job, link)]);
  return { verdict: verdict!, row: await readRow(database, id!), id: id! };
}

describe('what counts as different', () => {
  it('writes nothing when nothing differs, whatever the key order, the whole seconds and the signature', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    const before = await database.sql`select xmin::text, updated_at from leads_task_list where id = ${id!}`;
    const [verdict] = await apply([
      answer(id!, { Status: 'Succeeded', Tasks: [{ ...call, PlanedTime: 1_763_870_400_999 }] }, LINK),
    ]);
    expect(verdict).toEqual({ row_id: id, job_id: 'job-1', verdict: 'unchanged' });
    expect(await database.sql`select xmin::text, updated_at from leads_task_list where id = ${id!}`).toEqual(
      before,
    );
  });

  it('tells old and new of each field, a conversation by its turns', async () => {
    const { verdict, row } = await applyOne(
      {},
      {
        Status: 'Failed',
        Tasks: [
          {
            ...call,
            PlanedTime: 1_763_870_401_000,
            CallingNumber: '02188886666',
            Conversation: [...call.Conversation, { Speaker: 'Contact', Script: '你好' }],
          },
        ],
      },
      'https://other.oss-cn-shanghai.aliyuncs.com/r/1.wav',
    );
    expect(verdict.verdict).toBe('updated');
    expect(verdict.changes).toEqual([
      { field: 'call_status', from: 'Succeeded', to: 'Failed' },
      { field: 'planed_time', from: '2025-11-23T04:00:00.000Z', to: '2025-11-23T04:00:01.000Z' },
      { field: 'call_conversation', from: { turns: 1 }, to: { turns: 2 } },
      { field: 'calling_number', from: '057126883106', to: '02188886666' },
      {
        field: 'recording_url',
        from: stored.recording_url,
        to: 'https://other.oss-cn-shanghai.aliyuncs.com/r/1.wav',
      },
    ]);
    expect(row).toMatchObject({ call_status: 'Failed', calling_number: '02188886666' });
    expect(row.updated_at).toBeInstanceOf(Date);
  });

  it('keeps what it holds of the same call when the provider has no value', async () => {
    const { verdict } = await applyOne({}, { Status: '', Tasks: [{ TaskId: 'call-1', Conversation: [] }] });
    expect(verdict.verdict).toBe('unchanged');
  });

  it('takes every call column from another call, and empties those without a value', async () => {
    const { verdict, row } = await applyOne({}, { Status: 'Executing', Tasks: [call, { TaskId: 'call-2' }] });
    expect(verdict.changes?.map(({ field }) => field)).toEqual([
      'call_status',
      'planed_time',
      'call_task_id',
      'call_conversation',
      'calling_number',
      'recording_url',
    ]);
    expect(row).toMatchObject({
      call_task_id: 'call-2',
      planed_time: null,
      call_conversation: null,
      calling_number: null,
      recording_url: null,
    });
  });

  it('counts a stored null as another call', async () => {
    const { row } = await applyOne(
      { call_task_id: null },
      { Status: 'Succeeded', Tasks: [{ TaskId: 'call-1' }] },
    );
    expect(row).toMatchObject({ call_task_id: 'call-1', calling_number: null, recording_url: null });
  });

  it('keeps the call columns when the call has no id', async () => {
    const { verdict, row } = await applyOne(
      {},
      { Status: 'Succeeded', Tasks: [{ CallingNumber: '02188886666' }] },
    );
    expect(verdict.changes).toEqual([{ field: 'calling_number', from: '057126883106', to: '02188886666' }]);
    expect(row).toMatchObject({ call_task_id: 'call-1', recording_url: stored.recording_url });
  });

  it('takes only the status from a job without a call', async () => {
    const { verdict } = await applyOne({}, { Status: 'Scheduling', Tasks: [] });
    expect(verdict.changes).toEqual([{ field: 'call_status', from: 'Succeeded', to: 'Scheduling' }]);
  });

  it('reads an empty text in a column as no value', async () => {
    const { verdict } = await applyOne(
      { calling_number: '', recording_url: '', call_conversation: [], planed_time: null },
      { Status: 'Succeeded', Tasks: [{ TaskId: 'call-1' }] },
    );
    expect(verdict.verdict).toBe('unchanged');
  });

  it('writes nothing the second time', async () => {
    const job = { Status: 'Failed', Tasks: [{ ...call, TaskId: 'call-9' }] };
    const [id] = await createRows(database, taskId, [stored]);
    expect((await apply([answer(id!, job, LINK)]))[0]!.verdict).toBe('updated');
    expect((await apply([answer(id!, job, LINK)]))[0]!.verdict).toBe('unchanged');
  });
});

describe('a conversation that the row was seen to hold before the lock', () => {
  const longer = [...call.Conversation, { Speaker: 'Contact', Script: '你好' }];
  const write = (id: number, conversation: unknown, sql = database.sql) =>
    sql`update leads_task_list set call_conversation = ${sql.json(conversation as never)} where id = ${id}`;

  const seenIn = (version: string, row: SnapshotRow): SnapshotRow =>
    row.outcome === 'record' ? { ...row, conversationIn: version } : row;

  /** A row, and the provider's answer as a refresh has it that read the row before. */
  async function readBefore(conversation = call.Conversation): Promise<{ id: number; row: SnapshotRow }> {
    const [id] = await createRows(database, taskId, [stored]);
    const row = (await readRowsBefore(actor.orgId, database.db, taskId, [id!])).get(id!)!;
    expect(row.conversation).toEqual(call.Conversation);
    const job = { Status: 'Succeeded', Tasks: [{ ...call, Conversation: conversation }] };
    return { id: id!, row: seenIn(row.version, answer(id!, job)) };
  }

  it('is neither sent nor read while the row is of the same version', async () => {
    // A conversation that differs proves it: nobody has looked.
    const { row } = await readBefore(longer);
    expect(await apply([row])).toMatchObject([{ verdict: 'unchanged' }]);
  });

  it('is compared when another program has written another one since', async () => {
    const { id, row } = await readBefore();
    await write(id, longer);
    expect(await apply([row])).toMatchObject([
      {
        verdict: 'updated',
        changes: [{ field: 'call_conversation', from: { turns: 2 }, to: { turns: 1 } }],
      },
    ]);
    expect(await readRow(database, id)).toMatchObject({ call_conversation: call.Conversation });
  });

  it('is compared when another program has written the same one since', async () => {
    const { id, row } = await readBefore();
    await write(id, call.Conversation);
    expect(await apply([row])).toMatchObject([{ verdict: 'unchanged' }]);
  });

  it('is compared when another program’s write ends while the refresh waits for the lock', async () => {
    const { id, row } = await readBefore();
    const written = deferred();
    const commit = deferred();
    const other = database.sql.begin(async (tx) => {
      await write(id, longer, tx as unknown as typeof database.sql);
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    const refresh = apply([row]);
    expect(await database.waitsForLock(refresh)).toBe(true);
    commit.resolve();
    await other;
    expect(await refresh).toMatchObject([
      {
        verdict: 'updated',
        changes: [{ field: 'call_conversation', from: { turns: 2 }, to: { turns: 1 } }],
      },
    ]);
  });

  it('does not hide what else differs', async () => {
    const { id, row } = await readBefore();
    await database.sql`update leads_task_list set call_task_id = 'call-0' where id = ${id}`;
    const { version } = (await readRowsBefore(actor.orgId, database.db, taskId, [id])).get(id)!;
    const [verdict] = await apply([seenIn(version, row)]);
    expect(verdict!.changes?.map(({ field }) => field)).toEqual(['call_task_id', 'recording_url']);
    expect(await readRow(database, id)).toMatchObject({ call_conversation: call.Conversation });
  });
});

describe('what is asked of the database', () => {
  it('makes only the refused row invalid', async () => {
    await database.sql`alter table leads_task_list add constraint no_secret check (call_status <> 'Secret')`;
    try {
      const ids = await createRows(database, taskId, [stored, stored, stored]);
      const verdicts = await apply([
        answer(ids[0]!, { Status: 'Failed' }),
        answer(ids[1]!, { Status: 'Secret' }),
        answer(ids[2]!, { Status: 'Succeeded' }),
      ]);
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(['updated', 'invalid', 'unchanged']);
      expect(verdicts[1]!.reason).toContain('23514');
      expect(await readRow(database, ids[1]!)).toMatchObject({ call_status: 'Succeeded' });
    } finally {
      await database.sql`alter table leads_task_list drop constraint no_secret`;
    }
  });

  it('does not touch a row of another organization', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    const stranger = await createOrganization(database);
    const snapshot = {
      taskId,
      refreshNumber: ++lastNumber,
      checkedAt: new Date(),
      rows: [answer(id!, { Status: 'Failed' })],
    };
    const [verdict] = await applySnapshot(stranger.orgId, database.db, snapshot, (_tx, verdicts) =>
      Promise.resolve(verdicts),
    );
    expect(verdict).toMatchObject({ verdict: 'superseded', reason: 'row_changed' });
    expect(await readRow(database, id!)).toMatchObject({ call_status: 'Succeeded' });
    expect(await database.sql`select from callboard.job_states where row_id = ${id!}`).toHaveLength(0);
  });

  it('stores nothing when the receipt cannot be stored', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    const snapshot = {
      taskId,
      refreshNumber: ++lastNumber,
      checkedAt: new Date(),
      rows: [answer(id!, { Status: 'Failed' })],
    };
    await expect(
      applySnapshot(actor.orgId, database.db, snapshot, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(await readRow(database, id!)).toMatchObject({ call_status: 'Succeeded' });
  });

  it('keeps the provider’s job, the verdict and the clocks', async () => {
    const [id, silent] = await createRows(database, taskId, [stored, { ...stored, call_job_id: 'job-2' }]);
    await apply([
      answer(id!, { Status: 'Failed', Extras: [{ Key: 'a', Value: null }], Tasks: [call] }, LINK),
      { rowId: silent!, jobId: 'job-2', outcome: 'not_returned' },
    ]);
    const [state] = await database.sql`select * from callboard.job_states where row_id = ${id!}`;
    expect(state).toMatchObject({
      task_id: String(taskId),
      last_verdict: 'updated',
      call_result: 'SucceededFinish',
      recording_call_id: 'call-1',
      recording_link: LINK,
      provider_job: { Extras: [{ Key: 'a', Value: null }], Tasks: [{ TaskId: 'call-1' }] },
    });
    expect(state!.changed_at).toBeInstanceOf(Date);
    const [unanswered] = await database.sql`select * from callboard.job_states where row_id = ${silent!}`;
    expect(unanswered).toMatchObject({ last_verdict: 'not_returned', changed_at: null });
    expect(unanswered!.checked_at).toBeInstanceOf(Date);
  });
});

describe('what a row’s own state keeps', () => {
  const state = async (id: number) => {
    const [row] = await database.sql`select *, xmin::text from callboard.job_states where row_id = ${id}`;
    return row!;
  };
  const job = (changes = {}) => ({ Status: 'Succeeded', Tasks: [call], ...changes });

  it('follows the provider’s job also where no column differs', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    await apply([answer(id!, job({ Extras: [{ Key: 'a', Value: '1' }] }))]);
    await apply([answer(id!, job({ Extras: [{ Key: 'a', Value: '2' }] }))]);
    expect(await state(id!)).toMatchObject({
      last_verdict: 'unchanged',
      provider_job: { Extras: [{ Key: 'a', Value: '2' }] },
    });
  });

  it('is not the answer of an older refresh that came in between', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    const [first, second, third] = [++lastNumber, ++lastNumber, ++lastNumber];
    await apply([answer(id!, job({ Note: 'first' }))], first);
    await apply([answer(id!, job({ Note: 'second' }))], second);
    await apply([answer(id!, job({ Note: 'first' }))], third);
    expect(await state(id!)).toMatchObject({ provider_job: { Note: 'first' } });
  });

  it('is written once for a row of which there is no news, and keeps the clock', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    const asked = answer(id!, job(), LINK);
    await apply([asked]);
    const before = await state(id!);
    const writes = await database.db.transaction(async (tx) => {
      const count = async () => {
        const [table] = await tx.execute<{ n: number }>(
          sql`select n_tup_upd as n from pg_stat_xact_user_tables where relname = 'job_states'`,
        );
        return table!.n;
      };
      const earlier = await count();
      const nested = { transaction: (run: (inner: Tx) => unknown) => run(tx) } as unknown as Db;
      await apply([asked], ++lastNumber, nested);
      return (await count()) - earlier;
    });
    expect(writes).toBe(1);
    const { check_number, checked_at, xmin, ...kept } = await state(id!);
    expect(before).toMatchObject(kept);
    expect(Number(check_number)).toBe(lastNumber);
    expect(checked_at).not.toEqual(before.checked_at);
    expect(xmin).not.toBe(before.xmin);
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/**
 * Stops a transaction before its n-th statement, and with it those behind, until it is let go. Statements are sent
 * without waiting for each other: it is reached once those before it have been answered.
 */
function pausing(statement: number): { db: Db; reached: Promise<void>; letGo: () => void } {
  const reached = deferred();
  const gate = deferred();
  const before: Promise<unknown>[] = [];
  let count = 0;
  const wrap = (tx: Tx): Tx =>
    new Proxy(tx, {
      get(target, property) {
        if (property === 'execute') {
          return async (query: Parameters<Tx['execute']>[0]) => {
            if (++count >= statement) {
              await Promise.allSettled(before);
              reached.resolve();
              await gate.promise;
              return target.execute(query);
            }
            const answer = Promise.resolve(target.execute(query));
            before.push(answer);
            return answer;
          };
        }
        if (property === 'transaction')
          return (run: (tx: Tx) => unknown) => target.transaction(async (inner) => run(wrap(inner)));
        return Reflect.get(target, property) as unknown;
      },
    });
  const db = new Proxy(database.db, {
    get(target, property) {
      if (property !== 'transaction') return Reflect.get(target, property) as unknown;
      return (run: (tx: Tx) => unknown) => target.transaction(async (tx) => run(wrap(tx)));
    },
  });
  return { db, reached: reached.promise, letGo: gate.resolve };
}

const STATEMENTS = ['gate', 'lock', 'compare and write', 'state'] as const;

describe.each([
  ['the first refresh ever', false],
  ['a later refresh', true],
])('two refreshes at once, %s', (_, refreshedBefore) => {
  async function prepare(): Promise<number> {
    const [id] = await createRows(database, taskId, [stored]);
    if (refreshedBefore) await apply([answer(id!, { Status: 'Succeeded', Tasks: [call] })]);
    return id!;
  }

  /** Runs `older`, holds it before one of its statements, starts `newer` meanwhile, lets go, and waits for both. */
  async function race(
    statement: number,
    held: { number: number; row: SnapshotRow },
    other: { number: number; row: SnapshotRow },
  ) {
    const pause = pausing(statement);
    const first = apply([held.row], held.number, pause.db);
    await pause.reached;
    const second = apply([other.row], other.number);
    // It runs through, or waits at a lock that the held one has.
    await database.waitsForLock(second);
    pause.letGo();
    const [[heldVerdict], [otherVerdict]] = await Promise.all([first, second]);
    return { held: heldVerdict!, other: otherVerdict! };
  }

  describe.each(STATEMENTS.map((name, index) => [name, index + 1] as const))(
    'held before %s',
    (_name, statement) => {
      it('ends with the newer answer when the older one is held', async () => {
        const id = await prepare();
        const numbers = [++lastNumber, ++lastNumber] as const;
        const { held, other } = await race(
          statement,
          { number: numbers[0], row: answer(id, { Status: 'Executing', Tasks: [call] }) },
          { number: numbers[1], row: answer(id, { Status: 'Failed', Tasks: [call] }) },
        );
        expect(await readRow(database, id)).toMatchObject({ call_status: 'Failed' });
        expect(other.verdict).toBe('updated');
        expect(['updated', 'superseded']).toContain(held.verdict);
        // What was overwritten is what the receipt names, not what was there before both.
        if (held.verdict === 'updated')
          expect(other.changes![0]).toMatchObject({ from: 'Executing', to: 'Failed' });
        else expect(other.changes![0]).toMatchObject({ from: 'Succeeded', to: 'Failed' });
      });

      it('ends with the newer answer when the newer one is held', async () => {
        const id = await prepare();
        const numbers = [++lastNumber, ++lastNumber] as const;
        const { held, other } = await race(
          statement,
          { number: numbers[1], row: answer(id, { Status: 'Failed', Tasks: [call] }) },
          { number: numbers[0], row: answer(id, { Status: 'Executing', Tasks: [call] }) },
        );
        expect(await readRow(database, id)).toMatchObject({ call_status: 'Failed' });
        expect(held.verdict).toBe('updated');
        expect(['updated', 'superseded']).toContain(other.verdict);
      });

      it('counts one write when both bring the same value', async () => {
        const id = await prepare();
        const numbers = [++lastNumber, ++lastNumber] as const;
        const row = answer(id, { Status: 'Failed', Tasks: [call] });
        const { held, other } = await race(
          statement,
          { number: numbers[0], row },
          { number: numbers[1], row },
        );
        const updated = [held, other].filter(({ verdict }) => verdict === 'updated');
        expect(updated).toHaveLength(1);
        expect(await readRow(database, id)).toMatchObject({ call_status: 'Failed' });
      });

      it('writes the value back that the older one has just changed', async () => {
        const id = await prepare();
        const numbers = [++lastNumber, ++lastNumber] as const;
        const { held, other } = await race(
          statement,
          { number: numbers[0], row: answer(id, { Status: 'Executing', Tasks: [call] }) },
          { number: numbers[1], row: answer(id, { Status: 'Succeeded', Tasks: [call] }) },
        );
        expect(await readRow(database, id)).toMatchObject({ call_status: 'Succeeded' });
        expect(other.verdict).toBe(held.verdict === 'updated' ? 'updated' : 'unchanged');
      });

      it.each([
        [
          'redialled',
          (id: number) => database.sql`update leads_task_list set call_job_id = 'job-2' where id = ${id}`,
        ],
        ['moved', (id: number) => database.sql`update leads_task_list set task_id = -1 where id = ${id}`],
        ['deleted', (id: number) => database.sql`delete from leads_task_list where id = ${id}`],
      ])('leaves a row alone that was %s in between', async (_what, change) => {
        const id = await prepare();
        const pause = pausing(statement);
        const refresh = apply([answer(id, { Status: 'Failed', Tasks: [call] })], ++lastNumber, pause.db);
        await pause.reached;
        const changed = change(id).execute();
        const hadToWait = await database.waitsForLock(changed);
        pause.letGo();
        const [verdict] = await refresh;
        await changed;
        // Once the refresh holds the row's lock the other program waits; until then it wins.
        expect(hadToWait).toBe(statement > 2);
        if (!hadToWait) {
          expect(verdict).toMatchObject({ verdict: 'superseded', reason: 'row_changed' });
          const [row] = await database.sql`select call_status from leads_task_list where id = ${id}`;
          if (row) expect(row.call_status).toBe('Succeeded');
        } else {
          expect(verdict!.verdict).toBe('updated');
        }
      });
    },
  );
});

it('lets two pages that overlap in other orders through without a deadlock', async () => {
  const ids = await createRows(
    database,
    taskId,
    Array.from({ length: 20 }, () => stored),
  );
  const rows = (status: string) => ids.map((id) => answer(id, { Status: status, Tasks: [call] }));
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      apply(index % 2 ? rows(`S${index}`) : rows(`S${index}`).toReversed(), ++lastNumber),
    ),
  );
  const newest = results.at(-1)!;
  expect(newest.every(({ verdict }) => verdict === 'updated' || verdict === 'unchanged')).toBe(true);
  expect(await readRow(database, ids[0]!)).toMatchObject({ call_status: 'S11' });
});

describe('the index of jobs', () => {
  it('is written with the rows, and no refresh fails when it cannot be', async () => {
    const [id] = await createRows(database, taskId, [stored]);
    await settle(database);
    await apply([answer(id!, { Status: 'Failed', Tasks: [call] })]);
    expect(await wrongs(database)).toEqual([]);

    await database.sql`alter table callboard.job_index add constraint broken check (changed_at is null) not valid`;
    const [verdict] = await apply([answer(id!, { Status: 'Executing', Tasks: [call] })]);
    expect(verdict?.verdict).toBe('updated');
    expect(await readRow(database, id!)).toMatchObject({ call_status: 'Executing' });
    await database.sql`alter table callboard.job_index drop constraint broken`;
    await expect
      .poll(() => database.sql`select from callboard.job_index_dirty where row_id = ${id!}`)
      .toHaveLength(1);
    await settle(database);
    expect(await wrongs(database)).toEqual([]);
  });
});
