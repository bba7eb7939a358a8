// Vitest's global set-up of the database tests: where TEST_DATABASE_URL names no server, the embedded one is started.
import { startThrowawayPostgres } from './lib/postgres.mjs';

export default async function setup() {
  if (process.env.TEST_DATABASE_URL?.trim()) return undefined;
  const server = await startThrowawayPostgres();
  // Vitest's workers start later and inherit it.
  process.env.TEST_DATABASE_URL = server.url;
  return server.stop;
}
