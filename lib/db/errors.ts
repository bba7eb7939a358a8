import postgres from 'postgres';

/** The PostgreSQL error behind what drizzle or postgres.js threw, if there is one. */
export function postgresError(error: unknown): postgres.PostgresError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError) return cause;
  }
  return null;
}

/** The SQLSTATE if a value was refused: data exception (class 22) or integrity violation (class 23). */
export function refusedValueCode(error: unknown): string | null {
  const code = postgresError(error)?.code ?? '';
  return code.startsWith('22') || code.startsWith('23') ? code : null;
}

/** Deadlock or serialization failure: the same transaction may well succeed at once. */
function isRetryable(error: unknown): boolean {
  const code = postgresError(error)?.code;
  return code === '40P01' || code === '40001';
}

/** Runs a transaction again, at most four times in all, when PostgreSQL says that another try may succeed. */
export async function retrySerialization<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= 4 || !isRetryable(error)) throw error;
    }
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '53300', // too many connections
  '57014', // our own statement timeout
]);

/** Whether the database could not be asked at all: not there, shutting down, starting up or full. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (UNREACHABLE.has(code) || /^(08|57P)/.test(code)) return true;
    if (cause instanceof AggregateError && cause.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}
