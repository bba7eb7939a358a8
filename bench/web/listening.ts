import type { Page } from '@playwright/test';

/** How long a hand rests on a button before it presses it, in ms. */
const HOVER_MS = 150;
/** Keys 0 to 9 go to that tenth of the recording; in this order nothing that is loaded already helps. */
const TENTHS = [7, 2, 9, 4, 6];

const rowOf = (page: Page, rowId: number) => page.locator(`tr[data-row-id="${rowId}"]`);
const playButton = (page: Page, rowId: number) => rowOf(page, rowId).getByRole('button', { name: '录音' });

export type Hover = 'hover' | 'none';

/** What to wait for after an input: a job's name, or the stretch of a recording that is to be heard, in seconds. */
type Awaited = { job: string } | { sound: [from: number, until: number] };

/** ms from an input to what it is to bring about. */
async function timed(page: Page, awaited: Awaited, input: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    stopwatch.told = 'job' in wanted ? stopwatch.job(wanted.job) : stopwatch.sound(...wanted.sound);
  }, awaited);
  await input();
  return page.evaluate(() => stopwatch.told);
}

/** Presses ▶ in a row of the table: ms until the sound moves. */
export async function playRow(page: Page, rowId: number, hover: Hover): Promise<number> {
  const button = playButton(page, rowId);
  await button.scrollIntoViewIfNeeded();
  if (hover === 'hover') {
    await button.hover();
    await page.waitForTimeout(HOVER_MS);
  }
  return timed(page, { sound: [0, Number.MAX_VALUE] }, () => button.click());
}

/** Opens a job by its name in the table: ms until it is painted with its conversation. */
export async function openRow(page: Page, rowId: number): Promise<number> {
  const opener = rowOf(page, rowId).getByRole('link').first();
  await opener.scrollIntoViewIfNeeded();
  await opener.hover();
  await page.waitForTimeout(HOVER_MS);
  const name = await opener.innerText();
  return timed(page, { job: name }, () => opener.click());
}

/** Goes from tenth to tenth of the open recording while it plays: ms of each jump until the sound moves there. */
export async function seekAround(page: Page, seconds: number): Promise<number[]> {
  const times: number[] = [];
  for (const tenth of TENTHS) {
    const from = (seconds * tenth) / 10;
    times.push(await timed(page, { sound: [from, from + 60] }, () => page.keyboard.press(String(tenth))));
    await page.waitForTimeout(300);
  }
  return times;
}

/** Goes from the open job to its neighbours: ms of each step until the neighbour is painted. */
export async function stepThroughJobs(
  page: Page,
  names: readonly string[],
  key: 'j' | 'k',
): Promise<number[]> {
  const times: number[] = [];
  for (const name of names) {
    // As fast as one reads a name.
    await page.waitForTimeout(500);
    times.push(await timed(page, { job: name }, () => page.keyboard.press(key)));
  }
  return times;
}
