import { type Browser, type BrowserContext, type Page } from '@playwright/test';

import type { Session } from '../session';

/** Wide enough for table and job side by side. */
export const VIEWPORT = { width: 1440, height: 900 };

/** A browser that has never seen the app before, signed in, with the stopwatch in each of its pages. */
export async function openContext(browser: Browser, url: string, session: Session): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: VIEWPORT,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(60_000);
  await context.addCookies([{ ...session, url, httpOnly: true, sameSite: 'Lax' }]);
  // esbuild, which reads our TypeScript, marks every named function with this helper of its own.
  await context.addInitScript('globalThis.__name = (work) => work');
  await context.addInitScript(installStopwatch);
  return context;
}

/** Opens a page of the task and waits until it can be used. */
export async function openTask(context: BrowserContext, taskId: number, pageNumber = 1): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/tasks/${taskId}?size=99&page=${pageNumber}`);
  await page.locator('tr[data-row-id]').first().waitFor();
  await page.waitForLoadState('networkidle');
  return page;
}

type Stopwatch = {
  /** ms from the next click or key press, as the browser stamps it, until the sound has moved past `from` seconds. */
  sound: (from: number, until: number) => Promise<number>;
  /** … until the open job is this lead's, with its conversation, and has been painted. */
  job: (name: string) => Promise<number>;
  /** What the watch that was asked last tells. */
  told: Promise<number>;
};
declare global {
  // oxlint-disable-next-line no-var -- a name of the window
  var stopwatch: Stopwatch;
}

/**
 * Runs in the page. Times count from the input event's own stamp, so that handling it counts too; the watch is asked
 * before the input, so that the way of this program's commands to the browser and back does not.
 */
function installStopwatch(): void {
  const LIMIT_MS = 30_000;
  const press = () =>
    new Promise<number>((resolve) => {
      const types = ['click', 'keydown'];
      const onPress = (event: Event) => {
        for (const type of types) removeEventListener(type, onPress, true);
        resolve(event.timeStamp);
      };
      for (const type of types) addEventListener(type, onPress, true);
    });
  const until = (isSo: () => boolean) =>
    new Promise<number>((resolve, reject) => {
      const from = performance.now();
      const look = () => {
        if (isSo()) resolve(performance.now());
        else if (performance.now() - from > LIMIT_MS) reject(new Error('it did not happen'));
        else setTimeout(look, 2);
      };
      // What was heard before is stopped by the press itself.
      setTimeout(look);
    });
  const painted = () =>
    new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve());
        port1.start();
        port2.postMessage(null);
      });
    });
  globalThis.stopwatch = {
    told: Promise.resolve(0),
    async sound(from, before) {
      const pressedAt = await press();
      let last = -1;
      const at = await until(() => {
        const audio = document.querySelector('audio');
        if (!audio || audio.paused || audio.seeking) return false;
        const { currentTime } = audio;
        const moved = last >= 0 && currentTime > last && currentTime > from && currentTime < before;
        last = currentTime > from && currentTime < before ? currentTime : -1;
        return moved;
      });
      return at - pressedAt;
    },
    async job(name) {
      const pressedAt = await press();
      await until(() => {
        const heading = document.querySelector('[role=dialog] h2');
        return (
          heading?.textContent === name && document.querySelector('[role=dialog] [data-index="0"]') !== null
        );
      });
      await painted();
      return performance.now() - pressedAt;
    },
  };
}
