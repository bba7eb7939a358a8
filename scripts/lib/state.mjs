import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { stateDir } from './paths.mjs';
import { identify, isRunning } from './processes.mjs';

/** Reads a JSON file of the state folder; null when it is not there or was cut off. */
export function readState(name) {
  try {
    return JSON.parse(readFileSync(join(stateDir, name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes a JSON file of the state folder whole or not at all, for its owner's eyes only. */
export function writeState(name, value) {
  const file = join(stateDir, name);
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, file);
}

export function removeState(name) {
  rmSync(join(stateDir, name), { force: true });
}

export function ensureStateDir() {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o711 });
    chmodSync(stateDir, 0o711);
  } catch (error) {
    if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error;
    throw new SetupError(
      `${stateDir} cannot be written by this user (${error.code}); did another user run the demo here?`,
    );
  }
}

/** The demo's own secrets, made at the first run. */
export function demoSecrets() {
  const found = readState('secrets.json');
  if (found) return found;
  const made = {
    databasePassword: randomBytes(24).toString('base64url'),
    nextauthSecret: randomBytes(32).toString('base64url'),
  };
  writeState('secrets.json', made);
  return made;
}

/**
 * Takes a lock that ends with this process, however it ends: the file names its holder.
 * @param {string} name
 * @returns {{ heldBy: null, release: () => void } | { heldBy: { pid: number }, release: () => void }}
 */
export function takeLock(name) {
  const file = join(stateDir, name);
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        // A link appears with its content, or not at all: nobody reads half a file.
        linkSync(mine, file);
        return { heldBy: null, release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readState(name);
      if (isRunning(holder)) return { heldBy: holder, release: () => {} };
      rmSync(file, { force: true });
    }
    throw new SetupError(`The lock ${file} could not be taken.`);
  } finally {
    rmSync(mine, { force: true });
  }
}
