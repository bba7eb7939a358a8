// The second process (worker/main.ts), as `npm start` keeps it beside the app.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { root, typescriptArgs } from './paths.mjs';

/** A worker that ends by itself is started again after so long, in ms; the longer, the more often in a row. */
const PAUSES = { first: 1_000, most: 30_000, forgottenAfter: 60_000 };

/** Node's own arguments and ours for the worker. */
export const workerArgs = [...typescriptArgs, join(root, 'worker', 'main.ts')];

/**
 * Starts the worker and starts it again whenever it ends by itself. SIGTERM and SIGINT are handed on; should this process
 * end without a word, the worker sees that its channel is closed, and drains as well.
 *
 * @param {{ onGivenUp?: (code: number) => void }} [options] with it, a worker that ends is not started again
 */
export function keepWorker({ onGivenUp } = {}) {
  let pause = PAUSES.first;
  let child = null;
  let isStopping = false;
  const start = () => {
    const startedAt = Date.now();
    child = spawn(process.execPath, workerArgs, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('exit', (code) => {
      if (onGivenUp) return onGivenUp(code ?? 1);
      if (isStopping) return;
      if (Date.now() - startedAt > PAUSES.forgottenAfter) pause = PAUSES.first;
      console.error(`The worker ended (${code ?? 'by a signal'}); it is started again in ${pause / 1000} s`);
      setTimeout(start, pause);
      pause = Math.min(PAUSES.most, pause * 2);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      isStopping = true;
      child?.kill(signal);
    });
  }
  start();
}
