import { setInterval } from 'node:timers';

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Turns the signals that end a program into one AbortSignal. Further ones change nothing: stopping goes on to its end.
 * @returns {{ signal: AbortSignal, requested: Promise<number>, exitCode: () => number | null }}
 *   requested resolves with the exit code that belongs to the first signal
 */
export function stopSignals() {
  const controller = new AbortController();
  let code = null;
  let resolveRequested;
  const requested = new Promise((resolve) => (resolveRequested = resolve));
  const stop = (name) => {
    if (code !== null) return;
    code = EXIT_CODES[name];
    resolveRequested(code);
    controller.abort();
  };
  for (const name of Object.keys(EXIT_CODES)) process.on(name, () => stop(name));
  // A closed terminal or pipe must not end the program before it has stopped its children.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  watchParent(() => stop('SIGHUP'));
  return { signal: controller.signal, requested, exitCode: () => code };
}

/** A signal sent to npm alone may end npm's shell without reaching us; then our parent is gone. */
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 500).unref();
}
