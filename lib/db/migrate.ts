import { migrate } from 'drizzle-orm/postgres-js/migrator';

import { createDb } from './client';

/** Two programs that migrate at once wait for each other. */
const MIGRATION_LOCK = 20_191_226;

/** Brings the database of `url` up to the newest migration of `folder`, on one connection of its own. */
export async function migrateDatabase(url: string, folder = './drizzle'): Promise<void> {
  const { db, end } = createDb(url, { max: 1, applicationName: 'callboard-migrate', statementTimeoutMs: 0 });
  try {
    await db.execute(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrate(db, { migrationsFolder: folder, migrationsSchema: 'callboard' });
  } finally {
    await end();
  }
}
