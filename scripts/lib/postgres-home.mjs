import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';

import { SetupError } from './errors.mjs';

/** PostgreSQL refuses to run as root; `nobody` exists wherever glibc does. */
const NOBODY = 65_534;

/**
 * How the server's programs are started so that they do not run as root.
 * @typedef {{ kind: 'self' } | { kind: 'setuid', uid: number } | { kind: 'userns', uid: number }} Identity
 */

function works(command, args, options = {}) {
  const result = spawnSync(command, args, { ...options, cwd: '/', encoding: 'utf8', timeout: 20_000 });
  if (result.error) return { ok: false, why: result.error.message };
  const why = (result.stderr || '').trim().split('\n')[0] || `exit code ${result.status ?? result.signal}`;
  return result.status === 0 ? { ok: true, why: '' } : { ok: false, why };
}

/**
 * Chooses the identity. As root a real unprivileged uid comes first; where the container's root may not change its
 * uid, a user namespace does. `CALLBOARD_DATABASE_IDENTITY` (setuid or userns) forces one, for tests.
 * @returns {Identity}
 */
export function chooseIdentity() {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const forced = process.env.CALLBOARD_DATABASE_IDENTITY;
  if (forced !== 'userns' && works('/bin/sh', ['-c', ':'], { uid: NOBODY, gid: NOBODY }).ok) {
    return { kind: 'setuid', uid: NOBODY };
  }
  if (forced !== 'setuid' && works('unshare', [...usernsArgs(NOBODY), '/bin/sh', '-c', ':']).ok) {
    return { kind: 'userns', uid: NOBODY };
  }
  throw new SetupError(
    'The embedded PostgreSQL cannot run here: root may neither change its uid nor make a user namespace. ' +
      'Run as another user, or set DATABASE_URL to a PostgreSQL 15 or later.',
  );
}

function usernsArgs(uid) {
  return ['--user', `--map-user=${uid}`, `--map-group=${uid}`];
}

/**
 * The command line and spawn options that run `program` under `identity`.
 * @param {Identity} identity
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, string[], { uid?: number, gid?: number, cwd: string }]}
 */
export function commandAs(identity, program, args) {
  if (identity.kind === 'setuid') return [program, args, { uid: identity.uid, gid: identity.uid, cwd: '/' }];
  if (identity.kind === 'userns')
    return ['unshare', [...usernsArgs(identity.uid), program, ...args], { cwd: '/' }];
  return [program, args, { cwd: '/' }];
}

/** Whether a stranger may walk through every folder above and including `path`. */
function isOpenToStrangers(path) {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder of root's own that strangers may walk through but neither list nor write. */
function makeRootsFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  const found = lstatSync(path);
  // In a shared folder somebody else could have made it first.
  if (!found.isDirectory() || found.uid !== 0) throw new Error(`${path} is not root's own folder`);
  chmodSync(path, 0o711);
  return path;
}

/** Where the server's files lie when its uid cannot reach `stateDir`: fixed for one project folder. */
function folderElsewhere(stateDir) {
  const name = `callboard-${createHash('sha256').update(realpathSync(stateDir)).digest('hex').slice(0, 16)}`;
  let why;
  for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
    try {
      accessSync(parent, constants.W_OK);
      if (isOpenToStrangers(parent)) return makeRootsFolder(join(parent, name));
    } catch (error) {
      why = error;
    }
  }
  throw new SetupError(
    `The embedded PostgreSQL cannot run here: no folder that an unprivileged user can reach (${why?.message ?? 'none'}). ` +
      'Set DATABASE_URL to a PostgreSQL 15 or later.',
  );
}

/**
 * A folder in which `identity` can keep files: `stateDir` itself where its uid can reach it.
 * @param {Identity} identity
 * @param {string} stateDir an existing folder
 */
export function reachableFolder(identity, stateDir) {
  if (identity.kind !== 'setuid') return stateDir;
  chmodSync(stateDir, 0o711);
  if (isOpenToStrangers(stateDir) && canGiveAway(stateDir, identity.uid)) return stateDir;
  return folderElsewhere(stateDir);
}

/** Some shared folders (9p, vboxsf, squashed NFS) accept chown and forget it, or refuse it. */
function canGiveAway(folder, uid) {
  const probe = join(folder, `probe-${process.pid}`);
  try {
    mkdirSync(probe);
    chownSync(probe, uid, uid);
    return statSync(probe).uid === uid;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/**
 * Makes sure that the identity can execute `postgres`, copying the programs to a folder it can reach where it cannot
 * reach them in place.
 * @param {Identity} identity
 * @param {string} native folder that holds bin/, lib/ and share/
 * @param {string} folder where a copy may lie
 * @param {string} version names the copy, so that another version is copied afresh
 * @returns {string} the folder that holds bin/
 */
export function usablePrograms(identity, native, folder, version) {
  const tryIn = (place) => {
    const [command, args, options] = commandAs(identity, join(place, 'bin', 'postgres'), ['--version']);
    return works(command, args, options);
  };
  const inPlace = tryIn(native);
  if (inPlace.ok) return native;
  let { why } = inPlace;
  if (identity.kind === 'setuid' && works(join(native, 'bin', 'postgres'), ['--version']).ok) {
    const copy = join(folder, `postgres-${version}`);
    if (!existsSync(copy)) {
      const partial = `${copy}.${process.pid}`;
      cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
      openToAll(partial);
      renameSync(partial, copy);
    }
    const copied = tryIn(copy);
    if (copied.ok) return copy;
    why = copied.why;
  }
  throw new SetupError(
    `The embedded PostgreSQL cannot run here: ${why}. Set DATABASE_URL to a PostgreSQL 15 or later.`,
  );
}

function openToAll(folder) {
  const { status } = spawnSync('chmod', ['-R', 'u+rwX,go+rX', folder]);
  if (status !== 0) throw new SetupError(`The files of ${folder} could not be made readable.`);
}

/** Gives a file or folder, with all that is in it, to the user that the server's files belong to. */
export function giveTo(identity, path) {
  if (identity.kind === 'self') return;
  const owner = identity.kind === 'setuid' ? identity.uid : 0;
  if (lstatSync(path).uid === owner) return;
  const { status } = spawnSync('chown', ['-R', `${owner}:${owner}`, path]);
  if (status !== 0) throw new SetupError(`${path} could not be given to the user that the database runs as.`);
}
