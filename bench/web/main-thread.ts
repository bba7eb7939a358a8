import type { Browser, Page } from '@playwright/test';

type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs */
  dur?: number;
  tdur?: number;
  args?: { name?: string; data?: { type?: string } };
};

export type LongestTask = {
  /** ms by the clock: what a person waits for, with whatever else the machine did meanwhile. */
  wall: number;
  /** ms of the processor. */
  cpu: number;
};

/** The longest task on a page's main thread while `work` goes on, as Chromium's own trace tells it. */
export async function traceLongestTask(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<LongestTask> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  // Marks the page's thread in the trace.
  await page.evaluate(() => document.body.dispatchEvent(new Event('click')));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const mark = traceEvents.findLast(
    ({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'click',
  );
  if (!mark) throw new Error('the trace does not tell which thread is the page’s');
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === mark.pid && tid === mark.tid,
  );
  if (tasks.length === 0) throw new Error('the trace holds no task');
  const longest = (time: 'dur' | 'tdur') => Math.max(...tasks.map((task) => task[time] ?? 0)) / 1000;
  return { wall: longest('dur'), cpu: longest('tdur') };
}
