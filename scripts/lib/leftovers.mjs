import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stateDir } from './paths.mjs';
import { identify, isRunning, stopProcess } from './processes.mjs';
import { ensureStateDir } from './state.mjs';

const folder = join(stateDir, 'throwaway');

/**
 * Writes down a process of a test run, so that a later one can stop it when this one was killed.
 * @param {{ pid: number, startTime: string | null }} recorded
 * @param {{ data?: string[], signal?: NodeJS.Signals }} [options] data: folders that are worthless without the process
 * @returns {() => void} forgets it again
 */
export function remember(recorded, { data = [], signal = 'SIGTERM' } = {}) {
  ensureStateDir();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { pid, startTime } = recorded;
  const file = join(folder, `${pid}.json`);
  const entry = { launcher: identify(process.pid), process: { pid, startTime }, data, signal };
  writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** Stops what killed test runs left behind; what belongs to a run that still lives is left alone. */
export async function stopLeftovers() {
  let files = [];
  try {
    files = readdirSync(folder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  for (const name of files) {
    const file = join(folder, name);
    let entry = null;
    try {
      entry = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      // Cut off by the kill, or just removed by its owner.
    }
    if (entry && isRunning(entry.launcher)) continue;
    if (entry) {
      await stopProcess(entry.process, [
        [entry.signal, 8000],
        ['SIGKILL', 5000],
      ]);
      for (const path of entry.data) rmSync(path, { recursive: true, force: true });
    }
    rmSync(file, { force: true });
  }
}
