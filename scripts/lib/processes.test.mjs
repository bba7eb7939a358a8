import { spawn } from 'node:child_process';

import { expect, it } from 'vitest';

import { freePort, portProblem } from './ports.mjs';
import { identify, isRunning, stopProcess } from './processes.mjs';

function start(code) {
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve) => child.stdout.once('data', () => resolve(identify(child.pid))));
}

it('knows a process by its id and start, not by its id alone', async () => {
  const recorded = await start("console.log('up'); setInterval(() => {}, 1000)");
  expect(isRunning(recorded)).toBe(true);
  expect(isRunning({ ...recorded, startTime: '1' })).toBe(false);
  await stopProcess({ ...recorded, startTime: '1' });
  expect(isRunning(recorded)).toBe(true);
  await stopProcess(recorded);
  expect(isRunning(recorded)).toBe(false);
});

it('goes on to the next signal where the first one is ignored', async () => {
  const recorded = await start(
    "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
  );
  await stopProcess(recorded, [
    ['SIGTERM', 200],
    ['SIGKILL', 5000],
  ]);
  expect(isRunning(recorded)).toBe(false);
});

it('tells why a port cannot be listened on', async () => {
  const port = await freePort();
  expect(await portProblem(port)).toBeNull();
  const holder = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`,
  ]);
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  expect(await portProblem(port)).toBe('EADDRINUSE');
  await stopProcess(identify(holder.pid));
});
