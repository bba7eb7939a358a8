// Measures the search for words: `npm run bench:find [-- --rows 200000 --cold --plans file]`. Makes a PostgreSQL and its
// conversations for itself (200,000 take about five minutes, a million half an hour and 6 GB), and leaves nothing behind.
import { parseArgs } from 'node:util';

import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { withBenchPostgres } from './lib/bench-postgres.mjs';
import { runCli } from './lib/services.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    plans: { type: 'string' },
    cold: { type: 'boolean', default: false },
  },
});

await benchmark((signal) =>
  withBenchPostgres('find', signal, async ({ url, restartCold }) => {
    const run = (step) => runBenchProgram('find.ts', { databaseUrl: url(), step }, signal);
    await runCli('migrate', { env: { DATABASE_URL: url() }, signal });
    const code = (await run('make')) || (await run('warm'));
    if (!values.cold || code === 2) return code;
    await restartCold();
    return (await run('cold')) || code;
  }),
);
