import { readFileSync } from 'node:fs';

import type { Browser } from '@playwright/test';

import { HOUR } from '../hour-store';

export type Decoded = {
  /** From the request to the last sample, ms. */
  ms: number;
  /** What the browser's page processes had at most over what they had before, bytes; null where nothing tells. */
  added: number | null;
};

/**
 * The other way to a waveform: the browser fetches the whole recording and decodes it (`decodeAudioData`, at the
 * recording's own 8 kHz, which is its best case: an AudioContext of 48 kHz would hold six times as much). Finding the
 * peaks in the samples would come on top.
 */
export async function decodeInBrowser(browser: Browser, url: URL): Promise<Decoded> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // A page of the store's own origin.
    await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body: '<p>blank' }));
    await page.goto(new URL('/blank', url).href);
    const pids = await pagePids(browser);
    const before = residentBytes(pids);
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, residentBytes(pids))), 20);
    const ms = await page.evaluate(
      async ({ address, channels, rate, seconds }) => {
        const startedAt = performance.now();
        const bytes = await (await fetch(address)).arrayBuffer();
        const sound = await new OfflineAudioContext(channels, 1, rate).decodeAudioData(bytes);
        const ms = performance.now() - startedAt;
        if (Math.abs(sound.duration - seconds) > 1) throw new Error(`decoded ${sound.duration} s`);
        return ms;
      },
      { address: url.href, channels: HOUR.channels, rate: HOUR.rate, seconds: HOUR.durationMs / 1000 },
    );
    clearInterval(watch);
    most = Math.max(most, residentBytes(pids));
    return { ms, added: before === 0 ? null : most - before };
  } finally {
    await context.close();
  }
}

async function pagePids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** As Linux tells it; 0 elsewhere. */
function residentBytes(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    try {
      sum += Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
    } catch {
      // Not Linux, or the process has ended.
    }
  }
  return sum;
}
