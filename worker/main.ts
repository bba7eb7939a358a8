import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';
import { workOnExports } from '@/lib/services/exports';
import { workOnTaskImports } from '@/lib/services/imports';
import { workOnTaskMatchings } from '@/lib/services/matching';
import { keepJobIndex, keepJobWords } from '@/lib/services/job-index';
import { workOnRuns } from '@/lib/services/runs';
import { keepSchedules } from '@/lib/services/schedules';

/** What is under way is finished or given up by then: the process is gone within 15 s, as the app is. */
const END_MS = 13_000;

/** As a shell tells them: 128 plus the signal's number. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

// The second process: whatever a person need not wait for. No Next, no HTTP.
const stop = new AbortController();
let exitCode = 0;

function end(reason: keyof typeof EXIT_CODES | 'orphaned'): void {
  if (stop.signal.aborted) return;
  exitCode = reason === 'orphaned' ? 0 : EXIT_CODES[reason];
  logger().info({ reason }, 'drain');
  stop.abort();
  // Whatever is not written by then is not written: its lease lapses, and another process asks again.
  setTimeout(() => process.exit(exitCode), END_MS).unref();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
// Whoever started it is gone without a word.
process.on('disconnect', () => end('orphaned'));
// A connection that breaks where nobody awaits it ends no process; what it was for has failed in its place already.
process.on('unhandledRejection', (err) => logger().error({ err }, 'unhandled rejection'));

env();
logger().info('worker start');
process.send?.('ready');
await Promise.all([
  workOnRuns(stop.signal),
  keepSchedules(stop.signal),
  keepJobIndex(stop.signal),
  keepJobWords(stop.signal),
  workOnExports(stop.signal),
  workOnTaskImports(stop.signal),
  workOnTaskMatchings(stop.signal),
]);
logger().info('worker end');
process.exit(exitCode);
