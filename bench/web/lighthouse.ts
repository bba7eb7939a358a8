import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from '@playwright/test';

import type { Session } from '../session';
import { VIEWPORT } from './browser';

export type Audit = {
  finalUrl: string;
  /** 0 to 100. */
  performance: number;
  accessibility: number;
  /** Names of the accessibility checks that failed. */
  failed: string[];
  firstPaintMs: number;
  largestPaintMs: number;
  blockedMs: number;
  layoutShift: number;
};

const AUDIT = fileURLToPath(new URL('./lighthouse/audit.mjs', import.meta.url));

/** Audits a page of the app as the person of `session` sees it, so many times, each in a browser that knows nothing. */
export async function audit(
  options: { module: string; chromium: string; args: string[]; freePort: () => Promise<number> },
  session: Session,
  url: string,
  runs: number,
): Promise<Audit[]> {
  const audits: Audit[] = [];
  for (let run = 0; run < runs; run += 1) {
    const profile = mkdtempSync(join(tmpdir(), 'callboard-lighthouse-'));
    const port = await options.freePort();
    // Lighthouse opens a page of its own by the debugger's port; only a browser's first context shares its cookies.
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: options.chromium,
      args: [...options.args, `--remote-debugging-port=${port}`],
      viewport: VIEWPORT,
      locale: 'zh-CN',
    });
    try {
      await context.addCookies([
        { ...session, url: new URL(url).origin, httpOnly: true, sameSite: 'Lax' as const },
      ]);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [AUDIT, options.module, String(port), url],
        {
          timeout: 180_000,
        },
      );
      const result = JSON.parse(stdout) as Audit;
      if (result.finalUrl !== url) throw new Error(`Lighthouse was led to ${result.finalUrl}`);
      audits.push(result);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  }
  return audits;
}
