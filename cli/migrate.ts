import { fileURLToPath } from 'node:url';

import nextEnv from '@next/env';
import postgres from 'postgres';

import { migrateDatabase } from '@/lib/db/migrate';

/** What went wrong, without the address and password that a driver's error may carry. */
function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (cause instanceof postgres.PostgresError) return `${cause.message} (SQLSTATE ${cause.code})`;
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return `the database is out of reach (${code})`;
  return 'an unexpected failure';
}

async function main(): Promise<number> {
  nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error });
  const url = process.env.DATABASE_URL?.trim();
  if (!url) {
    console.error('db:migrate: DATABASE_URL is not set');
    return 1;
  }
  if (!/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    console.error('db:migrate: DATABASE_URL is not a postgres:// address');
    return 1;
  }
  try {
    await migrateDatabase(url, fileURLToPath(new URL('../drizzle', import.meta.url)));
  } catch (error) {
    console.error(`db:migrate: failed, and the failed migration left nothing behind: ${explain(error)}`);
    return 1;
  }
  console.log('db:migrate: the database is up to date');
  return 0;
}

process.exitCode = await main();
