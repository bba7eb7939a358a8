import type postgres from 'postgres';

import { type CompleteOptions, withoutBlocking } from './complete';

/** Our triggers are told from an installation's own by this. */
export const OURS = 'callboard_notes_';

const TABLES = [
  { table: 'leads_task_list', tells: 'callboard.note_written_jobs()' },
  { table: 'leads_follow', tells: 'callboard.note_written_follow_ups()' },
] as const;

const EVENTS = [
  { event: 'insert', sees: 'referencing new table as added' },
  { event: 'update', sees: 'referencing old table as removed new table as added' },
  { event: 'delete', sees: 'referencing old table as removed' },
  { event: 'truncate', sees: '' },
] as const;

export const WATCH_COST =
  'each statement that writes leads_task_list or leads_follow also adds one narrow line for each row that it writes ' +
  '(a few microseconds a row, in the same transaction; it waits for nothing)';

/**
 * Has every writer's statements on the two tables note which rows they wrote, or no longer. Only ever done because the
 * owner asked for it. Each lock is held for an instant, and what is done before an interruption stays.
 */
export async function watchTables(
  sql: postgres.Sql,
  watch: boolean,
  options: CompleteOptions = {},
): Promise<void> {
  if (watch) options.say?.(`triggers: ${WATCH_COST}`);
  for (const { table, tells } of TABLES) {
    const statements = EVENTS.map(({ event, sees }) => {
      const name = `${OURS}${event}`;
      const runs = event === 'truncate' ? 'callboard.note_emptied()' : tells;
      return watch
        ? `create or replace trigger ${name} after ${event} on ${table} ${sees} for each statement execute function ${runs}`
        : `drop trigger if exists ${name} on ${table}`;
    });
    await withoutBlocking(sql, table, (tx) => tx.unsafe(statements.join('; ')), options);
    options.say?.(`${table}: triggers ${watch ? 'tell of every write' : 'removed'}`);
  }
}
