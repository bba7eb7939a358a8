// Measures exports: `npm run bench:export [-- --rows 1000000]`. Makes a PostgreSQL and its rows for itself (a million take
// about three minutes), writes all of them as CSV and XLSX as the worker does, takes the files, and does the CSV the
// straightforward way; each in a process of its own, so that the memory is its own. Leaves nothing behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { remember } from './lib/leftovers.mjs';
import { removePostgres, startPostgres, stopPostgres } from './lib/postgres.mjs';
import { runCli } from './lib/services.mjs';

/** The rows are made quickly; what an export writes goes to the log all the same. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '1GB' };

await benchmark(async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-export-'));
  let server = null;
  let forget = () => {};
  try {
    server = await startPostgres({ folder, password: 'export', settings: SETTINGS, signal });
    forget = remember(server, { data: [folder], signal: 'SIGINT' });
    await runCli('migrate', { args: ['--watch'], env: { DATABASE_URL: server.url }, signal });
    let code = 0;
    for (const step of ['make', 'csv', 'xlsx', 'straightforward']) {
      code ||= await runBenchProgram('export.ts', { databaseUrl: server.url, step }, signal);
    }
    return code;
  } finally {
    await stopPostgres(server);
    forget();
    await removePostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});
