import 'server-only';

import { setImmediate as nextTurn } from 'node:timers/promises';

import { sql } from 'drizzle-orm';

import type { Tx } from '@/lib/db/client';
import { bigints, recordset } from '@/lib/db/columns';
import { compareDbIds, type DbId } from '@/lib/values/db-id';

import { wordsOf } from './words-of';

/** Reads conversations of so many rows at once. */
const READ_AT_ONCE = 50;

type Read = { rowId: DbId; taskId: DbId; organizationId: string | null; conversation: unknown };

/**
 * Reads the conversations of rows and writes their words, in the caller's short transaction. The rows' index entries are
 * locked first and the conversations read after that, as whoever writes a row's entry does: so the newest stays. Rows
 * whose entries somebody else holds just now are left to later.
 *
 * No organization is asked for: whatever the rows' task is, that is whose the words are.
 */
export async function writeWords(tx: Tx, rowIds: readonly DbId[]): Promise<void> {
  const ids = [...new Set(rowIds)].toSorted(compareDbIds);
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    // oxlint-disable-next-line no-await-in-loop -- one transaction, one after another
    await writeSome(tx, ids.slice(at, at + READ_AT_ONCE));
    // A conversation of thousands of sentences is put together beside other work.
    // oxlint-disable-next-line no-await-in-loop
    await nextTurn();
  }
}

async function writeSome(tx: Tx, ids: DbId[]): Promise<void> {
  const locked = await tx.execute<{ rowId: DbId }>(sql`
    select row_id as "rowId" from callboard.job_index where row_id = any(${bigints(ids)}) order by row_id
    for update skip locked`);
  const held = new Set(locked.map(({ rowId }) => rowId));
  const rows = await tx.execute<Read>(sql`
    select t.id as "rowId", t.task_id::bigint as "taskId", c.organization_id::text as "organizationId",
      callboard.as_jsonb(t.call_conversation) as conversation
    from leads_task_list t
    left join lateral (select organization_id from call_tasks c where c.id = t.task_id limit 1) c on true
    where t.id = any(${bigints([...held])}) and t.task_id is not null`);
  const words = rows.flatMap(({ conversation, ...row }) => {
    const said = wordsOf(conversation);
    return said ? [{ ...row, ...said }] : [];
  });
  const later = ids.filter((id) => !held.has(id));
  const silent = [...held].filter((id) => !words.some(({ rowId }) => rowId === id));
  await tx.execute(sql`
    with gone as (
      delete from callboard.job_words where row_id = any(${bigints([...silent, ...later])})
        and (row_id = any(${bigints(silent)}) or not exists (
          select from callboard.job_index i where i.row_id = job_words.row_id)))
    insert into callboard.job_words_due (row_id, task_id)
    select row_id, task_id from callboard.job_index where row_id = any(${bigints(later)})`);
  if (words.length > 0) await putWords(tx, words);
}

const COLUMNS = sql.raw('task_id, organization_id, customer, robot, other, customer_grams, rest_grams');
const EXCLUDED = sql.raw(
  'excluded.task_id, excluded.organization_id, excluded.customer, excluded.robot, excluded.other, excluded.customer_grams, excluded.rest_grams',
);
const STORED = sql.raw('w.task_id, w.organization_id, w.customer, w.robot, w.other');
const GIVEN = sql.raw(
  'excluded.task_id, excluded.organization_id, excluded.customer, excluded.robot, excluded.other',
);

type Written = Omit<Read, 'conversation'> & NonNullable<ReturnType<typeof wordsOf>>;

async function putWords(tx: Tx, words: readonly Written[]): Promise<void> {
  const sent = words.map(({ rowId, taskId, organizationId, customerGrams, restGrams, ...texts }) => ({
    ...{ row_id: rowId, task_id: taskId, organization_id: organizationId, ...texts },
    customer_grams: `{${customerGrams.join(',')}}`,
    rest_grams: `{${restGrams.join(',')}}`,
  }));
  await tx.execute(sql`
    insert into callboard.job_words as w (row_id, ${COLUMNS})
    select row_id, ${COLUMNS} from ${recordset(sent)} as v(row_id bigint, task_id bigint, organization_id text,
      customer text, robot text, other text, customer_grams int4[], rest_grams int4[])
    on conflict (row_id) do update set (${COLUMNS}) = row(${EXCLUDED}) where (${STORED}) is distinct from (${GIVEN})`);
}
