// Measures what grows with the rows: `npm run bench:scale [-- --rows 1000000 --cold --writer 60 --json]`. Makes a
// PostgreSQL and its rows for itself (a million take about three minutes, `--rows 3000000` ten, 10000000 half an hour
// and 15 GB), and leaves nothing behind.
import { parseArgs } from 'node:util';

import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { withBenchPostgres } from './lib/bench-postgres.mjs';
import { runCli } from './lib/services.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    cold: { type: 'boolean', default: false },
    writer: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});

await benchmark((signal) =>
  withBenchPostgres('scale', signal, async ({ url, restartCold }) => {
    const run = (step) => runBenchProgram('scale.ts', { databaseUrl: url(), step }, signal);
    await runCli('migrate', { args: ['--watch'], env: { DATABASE_URL: url() }, signal });
    let code = (await run('make')) || (await run('warm'));
    for (let figure = 0; values.cold && code !== 2; figure += 1) {
      await restartCold();
      const cold = await run(`cold ${figure}`);
      if (cold === 2) break;
      code ||= cold;
    }
    if (Number(values.writer) > 0) code = (await run('write')) || code;
    return code;
  }),
);
