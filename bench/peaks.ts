// Measures the peaks of a recording of an hour, 8 kHz, two sides, 16 bits (115 MB) over HTTP on this machine:
// `npm run bench:peaks [-- --json]`. Node here, the object store in a process of its own.
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { fetchObject } from '@/lib/recordings/links/fetch-object';
import { openBody } from '@/lib/recordings/body-stream';
import { makePeaks } from '@/lib/recordings/peaks/make-peaks';
import { presentPeaks } from '@/lib/recordings/peaks/present-peaks';

import { HOUR, startHourStore } from './hour-store';
import { median } from './report';

const RUNS = 5;
const MOST_MS = 2000;
const MOST_BYTES = 50e6;

await measure();

async function measure(): Promise<void> {
  const { url, stop } = await startHourStore();
  const times: number[] = [];
  const added: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(60_000);
    const { stream } = await openBody(
      await fetchObject(url, { headers: {}, signal, headTimeoutMs: 5000, isEndpoint: true }),
      { firstMs: 5000, stallMs: 5000 },
      (cause) => new Error('the hour broke off', { cause }),
    );
    const made = await makePeaks(stream);
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    delay.disable();
    clearInterval(watch);
    if (made.durationMs !== HOUR.durationMs || made.channels !== HOUR.channels)
      throw new Error('not the hour that was served');
    const label = run === 0 ? 'warm-up' : `run ${run}`;
    const readAt = performance.now();
    const alignmentInput = {
      robotChannel: null,
      offsetMs: null,
      latestCallId: null,
      conversation: null,
      providerJob: null,
    };
    const told = presentPeaks(made, { callId: 'hour', ...alignmentInput });
    const readMs = performance.now() - readAt;
    console.log(
      `${label}: ${ms.toFixed(0)} ms (processor ${((user + system) / 1000).toFixed(0)} ms), +${((most - before) / 1e6).toFixed(1)} MB, longest wait of others ` +
        `${(delay.max / 1e6).toFixed(1)} ms; ${made.peaks.length} bytes of peaks, ${told.silences.length} silences ` +
        `told in ${readMs.toFixed(0)} ms`,
    );
    // The first run pays for what a process needs once: it counts for memory.
    added.push(most - before);
    if (run > 0) times.push(ms);
  }
  stop();
  const checks = [
    [median(times) <= MOST_MS, `median ${median(times).toFixed(0)} ms, at most ${MOST_MS}`],
    [
      Math.max(...added) <= MOST_BYTES,
      `${(Math.max(...added) / 1e6).toFixed(1)} MB at most, at most ${MOST_BYTES / 1e6}`,
    ],
  ] as const;
  for (const [ok, text] of checks) console.log(`${ok ? 'PASS' : 'FAIL'}  ${text}`);
  // For the benchmark that runs this one.
  if (process.argv.includes('--json')) console.log(JSON.stringify({ times, added }));
  process.exit(checks.every(([ok]) => ok) ? 0 : 1);
}
