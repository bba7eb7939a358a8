import nextEnv from '@next/env';
import postgres from 'postgres';

import { databaseUrlProblem } from '@/lib/values/database-url';
import { isDatabaseUnavailable } from '@/lib/db/errors';

/** The address of DATABASE_URL (environment or .env file), or what is wrong with it. */
export function databaseUrl(): { url: string } | { wrong: string } {
  nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error });
  const url = process.env.DATABASE_URL?.trim();
  if (!url) return { wrong: 'DATABASE_URL is not set' };
  const problem = databaseUrlProblem(url);
  return problem === null ? { url } : { wrong: `DATABASE_URL ${problem}` };
}

/** What went wrong, without the address and password that a driver's error may carry. */
export function explainDatabaseError(error: unknown): string {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (cause instanceof postgres.PostgresError && !isDatabaseUnavailable(cause)) {
    return `${cause.message} (SQLSTATE ${cause.code})`;
  }
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return `the database is out of reach (${code})`;
  return 'an unexpected failure';
}
