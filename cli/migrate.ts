import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { HeldUpError } from '@/lib/db/foreign/complete';
import { describeStops } from '@/lib/db/foreign/words';
import { migrateDatabase, UnfitDatabaseError } from '@/lib/db/migrate';

import { databaseUrl, explainDatabaseError } from './lib/database-command';

const FOLDER = fileURLToPath(new URL('../drizzle', import.meta.url));
const USAGE = 'Usage: npm run db:migrate -- [--new-tables] [--watch | --no-watch]';

/** Exit codes: 0 done, 1 failed or held up (run it again), 2 called wrongly, 3 Callboard cannot work with it. */
async function main(): Promise<number> {
  let newTables: boolean;
  let watch: boolean | undefined;
  try {
    const { values } = parseArgs({
      options: { 'new-tables': { type: 'boolean' }, watch: { type: 'boolean' } },
      allowNegative: true,
    });
    newTables = values['new-tables'] === true;
    watch = values.watch;
  } catch (error) {
    console.error(`db:migrate: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const address = databaseUrl();
  if ('wrong' in address) {
    console.error(`db:migrate: ${address.wrong}`);
    return 1;
  }
  try {
    await migrateDatabase(address.url, FOLDER, {
      newTables,
      ...(watch !== undefined && { watch }),
      say: (line) => console.log(`db:migrate: ${line}`),
    });
  } catch (error) {
    if (error instanceof UnfitDatabaseError) {
      console.error(
        [
          'db:migrate: changed nothing, because Callboard cannot work with this database:',
          ...describeStops(error.report),
        ].join('\n'),
      );
      return 3;
    }
    const why = error instanceof HeldUpError ? error.message : explainDatabaseError(error);
    console.error(`db:migrate: not finished, and can be run again: ${why}`);
    return 1;
  }
  console.log('db:migrate: the database is up to date');
  return 0;
}

process.exitCode = await main();
