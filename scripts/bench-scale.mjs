// Measures what grows with the rows: `npm run bench:scale [-- --rows 1000000 --cold --writer 60 --json]`. Makes a
// PostgreSQL and its rows for itself (a million take about three minutes, `--rows 3000000` ten, 10000000 half an hour
// and 15 GB), and leaves nothing behind.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { remember } from './lib/leftovers.mjs';
import { removePostgres, startPostgres, stopPostgres } from './lib/postgres.mjs';
import { runCli } from './lib/services.mjs';

/** Nothing waits for the disk while the rows are made, and nothing else reads while it is measured. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  shared_buffers: '2GB',
  effective_cache_size: '8GB',
  maintenance_work_mem: '512MB',
  autovacuum: 'off',
};

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    cold: { type: 'boolean', default: false },
    writer: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});

/** Has the kernel forget what it holds of the data files; GNU dd asks for that with a count of nothing. */
function forgetFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    execFileSync('dd', [`if=${join(entry.parentPath, entry.name)}`, 'iflag=nocache', 'count=0'], {
      stdio: 'ignore',
    });
  }
}

await benchmark(async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-scale-'));
  let server = null;
  let forget = () => {};
  const start = async () => {
    server = await startPostgres({ folder, password: 'scale', settings: SETTINGS, signal });
    forget = remember(server, { data: [folder], signal: 'SIGINT' });
  };
  const stop = async () => {
    await stopPostgres(server);
    forget();
  };
  const run = (step) => runBenchProgram('scale.ts', { databaseUrl: server.url, step }, signal);
  try {
    await start();
    await runCli('migrate', { args: ['--watch'], env: { DATABASE_URL: server.url }, signal });
    let code = (await run('make')) || (await run('warm'));
    for (let figure = 0; values.cold && code !== 2; figure += 1) {
      const { dataDir } = server;
      await stop();
      forgetFiles(dataDir);
      await start();
      const cold = await run(`cold ${figure}`);
      if (cold === 2) break;
      code ||= cold;
    }
    if (Number(values.writer) > 0) code = (await run('write')) || code;
    return code;
  } finally {
    await stop();
    await removePostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});
