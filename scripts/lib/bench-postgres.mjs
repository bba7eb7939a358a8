// A PostgreSQL of a benchmark's own, which is restarted with nothing in memory and leaves nothing behind.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { remember } from './leftovers.mjs';
import { removePostgres, startPostgres, stopPostgres } from './postgres.mjs';

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

/** Has the kernel forget what it holds of the data files; GNU dd asks for that with a count of nothing. */
function forgetFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    execFileSync('dd', [`if=${join(entry.parentPath, entry.name)}`, 'iflag=nocache', 'count=0'], {
      stdio: 'ignore',
    });
  }
}

/**
 * Lets `measure` work with a PostgreSQL: `url()` is where it is, `restartCold()` restarts it with nothing in memory.
 *
 * @param {string} name of its folder
 * @param {AbortSignal} signal
 * @param {(postgres: { url: () => string, restartCold: () => Promise<void> }) => Promise<number>} measure
 */
export async function withBenchPostgres(name, signal, measure) {
  const folder = mkdtempSync(join(tmpdir(), `callboard-${name}-`));
  let server = null;
  let forget = () => {};
  const start = async () => {
    server = await startPostgres({ folder, password: name, settings: SETTINGS, signal });
    forget = remember(server, { data: [folder], signal: 'SIGINT' });
  };
  const stop = async () => {
    await stopPostgres(server);
    forget();
  };
  const restartCold = async () => {
    const { dataDir } = server;
    await stop();
    forgetFiles(dataDir);
    await start();
  };
  try {
    await start();
    return await measure({ url: () => server.url, restartCold });
  } finally {
    await stop();
    await removePostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
