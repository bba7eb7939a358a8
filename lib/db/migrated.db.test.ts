import { afterAll, beforeAll, expect, it } from 'vitest';

import { isMigrated } from './migrated';
import { createTestDatabase, type TestDatabase } from './testing';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('is true once the schema has every column that this build knows', async () => {
  const { sql, db } = database;
  await sql`alter schema callboard rename to elsewhere`;
  expect(await isMigrated(db)).toBe(false);
  await sql`alter schema elsewhere rename to callboard`;
  await sql`alter table callboard.job_states rename column answer_digest to not_yet`;
  expect(await isMigrated(db)).toBe(false);
  await sql`alter table callboard.job_states rename column not_yet to answer_digest`;
  expect(await isMigrated(db)).toBe(true);
});
