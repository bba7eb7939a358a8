import { parseArgs } from 'node:util';

import { describeReport } from '@/lib/db/foreign/words';
import { checkDatabase } from '@/lib/db/migrate';

import { databaseUrl, explainDatabaseError } from './lib/database-command';

const USAGE = 'Usage: npm run db:check -- [--json] [--new-tables]';

/** Exit codes: 0 it works, 1 it cannot be asked, 2 called wrongly, 3 Callboard cannot work with it. */
async function main(): Promise<number> {
  let values: { json?: boolean; 'new-tables'?: boolean };
  try {
    ({ values } = parseArgs({ options: { json: { type: 'boolean' }, 'new-tables': { type: 'boolean' } } }));
  } catch (error) {
    console.error(`db:check: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const address = databaseUrl();
  if ('wrong' in address) {
    console.error(`db:check: ${address.wrong}`);
    return 1;
  }
  try {
    const report = await checkDatabase(address.url, { newTables: values['new-tables'] === true });
    console.log(values.json ? JSON.stringify(report, null, 2) : describeReport(report).join('\n'));
    return report.works ? 0 : 3;
  } catch (error) {
    console.error(`db:check: ${explainDatabaseError(error)}`);
    return 1;
  }
}

process.exitCode = await main();
