import postgres from 'postgres';

/** No connection became free in time although the database answers: too much is asked of it at once. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
}

/** The time for an answer is over, or no server is there that may be used. Nothing of it was written. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}

/** What was to be written was sent, and no answer tells whether it is. */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** The errors from the thrown one to its first cause. */
function* causes(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause;
}

/** The PostgreSQL error behind what drizzle or postgres.js threw, if there is one. */
export function postgresError(error: unknown): postgres.PostgresError | null {
  for (const cause of causes(error)) if (cause instanceof postgres.PostgresError) return cause;
  return null;
}

/** What the database did not take: a value (too long, a check, not of the enum), or what a trigger says no to. */
export type Refusal = { by: 'value' | 'trigger'; code: string; table: string | null; column: string | null };

/**
 * The refusal behind an error: data exception (class 22), integrity violation (23), a view's check (44), a policy, or
 * whatever a trigger of the installation raised. Null for everything else: a lock, a deadlock, a lost connection.
 */
export function refusalOf(error: unknown): Refusal | null {
  const raised = postgresError(error);
  if (!raised) return null;
  const { code, where, message, table_name: table, column_name: column } = raised;
  const refusal = (by: Refusal['by']): Refusal => ({
    by,
    code,
    table: table ?? null,
    column: column ?? null,
  });
  if (/^(?:22|23|44)/.test(code)) return refusal('value');
  if (code === '42501' && message.includes('row-level security')) return refusal('value');
  const inFunction = /^(?:PL\/|SQL function|function )/m.test(where ?? '');
  if (/^(?:09|27|38|39|P0)/.test(code) || (inFunction && !NOT_THE_ROWS_FAULT.test(code)))
    return refusal('trigger');
  return null;
}

/** Connection, transaction state, deadlock, resources, lock, shutdown and statement timeout, system. */
const NOT_THE_ROWS_FAULT = /^(?:08|25|40|53|54|55P03|57|58|XX)/;

/**
 * Whether the tables are not such that the statement could be run: something is missing, of another type, not
 * permitted or not possible with them. `npm run db:check` says what.
 */
export function isUnfitTable(error: unknown): boolean {
  const code = postgresError(error)?.code ?? '';
  return UNFIT.has(code);
}

const UNFIT = new Set([
  '0A000', // feature not supported (a rule, a foreign table)
  '3F000', // undefined schema
  '428C9', // generated column
  '42501', // insufficient privilege
  '42703', // undefined column
  '42704', // undefined object
  '42804', // datatype mismatch
  '42809', // wrong object type (a view)
  '42846', // cannot coerce
  '42883', // undefined function or operator
  '42P01', // undefined table
  '55000', // object not in prerequisite state (a view that takes no writes)
]);

/** Deadlock or serialization failure: the whole transaction is rolled back, and may well succeed when run again. */
export function isRolledBack(error: unknown): boolean {
  const code = postgresError(error)?.code;
  return code === '40P01' || code === '40001';
}

/** Whether somebody else held the rows for longer than we wait (`lock_timeout`). */
export function isLockTimeout(error: unknown): boolean {
  return postgresError(error)?.code === '55P03';
}

export function isDatabaseBusy(error: unknown): boolean {
  for (const cause of causes(error)) if (cause instanceof DatabaseBusyError) return true;
  return false;
}

/** Whether the server itself ended a statement past its time. It answers, so it is not out of reach: it was kept waiting. */
export function isCancelled(error: unknown): boolean {
  return postgresError(error)?.code === '57014';
}

export function isOutcomeUnknown(error: unknown): boolean {
  for (const cause of causes(error)) if (cause instanceof OutcomeUnknownError) return true;
  return false;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '53300', // too many connections
  '57014', // our own deadline
  '25006', // a read-only server: a standby, or a primary that has become one
]);

/** Whether the database could not be asked at all: not there, shutting down, starting up, read-only or full. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (cause instanceof DatabaseUnavailableError || cause instanceof OutcomeUnknownError) return true;
    const code = 'code' in cause ? String(cause.code) : '';
    if (UNREACHABLE.has(code) || /^(08|57P)/.test(code)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}

/** Whether a connection is of no use after this error: it is gone, or leads to a server that may not write. */
export function endsConnection(error: unknown): boolean {
  const refused = postgresError(error);
  return refused ? /^(08|57P)|^25006$/.test(refused.code) : isDatabaseUnavailable(error);
}
