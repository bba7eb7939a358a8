import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SetupError } from './errors.mjs';
import { root } from './paths.mjs';

/**
 * When a process began, as text that two processes with the same id never share; null when there is none.
 * @param {number} pid
 */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; after it come state (field 3) … starttime (field 22).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    if (process.platform === 'linux') return null;
  }
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() ||
      null
    );
  } catch {
    return null;
  }
}

/** The id under which a process is found again later, even after its number was given to another one. */
export function identify(pid) {
  return { pid, startTime: startTimeOf(pid) };
}

/** @param {{ pid: number, startTime: string | null } | null | undefined} recorded */
export function isRunning(recorded) {
  if (!recorded?.pid) return false;
  const startTime = startTimeOf(recorded.pid);
  return startTime !== null && startTime === recorded.startTime;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function goneWithin(recorded, ms) {
  const deadline = Date.now() + ms;
  while (isRunning(recorded)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/**
 * Stops a recorded process: each signal in turn, the next one when its time is over.
 * @param {{ pid: number, startTime: string | null } | null | undefined} recorded
 * @param {[NodeJS.Signals, number][]} [steps] signal and milliseconds
 * @param {{ group?: boolean }} [options] group: its whole process group, which `run` gives every program
 */
export async function stopProcess(
  recorded,
  steps = [
    ['SIGTERM', 8000],
    ['SIGKILL', 5000],
  ],
  { group = false } = {},
) {
  for (const [name, ms] of steps) {
    if (!isRunning(recorded)) return;
    signal(group ? -recorded.pid : recorded.pid, name);
    if (await goneWithin(recorded, ms)) return;
  }
}

/**
 * Starts a long-running child in a process group of its own, so that a Ctrl-C in the terminal reaches only the
 * launcher, which then stops the children in their order.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, log: string, uid?: number, gid?: number, stdout?: 'pipe' }} options
 */
export function startProcess(command, args, { env = process.env, cwd = root, log, uid, gid, stdout }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(command, args, {
      env,
      cwd,
      uid,
      gid,
      detached: true,
      stdio: ['ignore', stdout ?? output, output],
    });
    child.exited = new Promise((resolve) => {
      child.once('error', (error) => resolve({ error }));
      child.once('exit', (code, killedBy) => resolve({ code, signal: killedBy }));
    });
    return child;
  } finally {
    closeSync(output);
  }
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean, signal?: AbortSignal, onStart?: (recorded: { pid: number, startTime: string | null }) => void, uid?: number, gid?: number }} [options]
 *   quiet: keep the output and return it instead of showing it
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(
  command,
  args,
  { env = process.env, cwd = root, quiet = false, signal: abort, onStart, uid, gid } = {},
) {
  return new Promise((resolve, reject) => {
    if (abort?.aborted) return reject(new SetupError('stopped', 130));
    // A group of its own, as above; a stop ends the whole group.
    const child = spawn(command, args, {
      env,
      cwd,
      uid,
      gid,
      detached: process.platform !== 'win32',
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    if (child.pid) onStart?.(identify(child.pid));
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const stop = () => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        child.kill('SIGTERM');
      }
    };
    abort?.addEventListener('abort', stop, { once: true });
    child.once('error', (error) => {
      abort?.removeEventListener('abort', stop);
      reject(error);
    });
    child.once('close', (code) => {
      abort?.removeEventListener('abort', stop);
      if (abort?.aborted) reject(new SetupError('stopped', 130));
      else resolve({ code: code ?? 1, output });
    });
  });
}

/** The last lines of a log, for an error message. */
export function tail(file, lines = 15) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
