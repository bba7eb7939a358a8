import { randomUUID } from 'node:crypto';

import type { Page } from '@playwright/test';

import { refreshFirstPage } from './fixtures/refresh';
import { callOf, type ProviderJob } from './fixtures/simulator';
import { expect, test as base } from './fixtures/test';
import { drawer } from './pages/job-panel';
import { measure } from './pages/measure';
import { TaskPage } from './pages/task-page';

const SECONDS = 30;

type Screen = { name: string; open: (page: Page) => Promise<void> };
type Scene = { taskId: number; rowId: number; screens: Screen[] };

/** A task of one page with all that a card and a job can show, and every screen that leads to it. */
const test = base.extend<{ scene: Scene }>({
  scene: async ({ page, sql, world, simulator, organization, operator, signIn }, use) => {
    const taskId = await world.task(organization, { name: '装修意向客户回访 · 十一月第二批' });
    const jobs = [called(), called(), notReached(), notReached()];
    await simulator.putJobs(jobs, {
      [callOf(jobs[0]!)]: { seconds: SECONDS, segments: [{ speaker: 'Robot', from: 1, to: 9 }] },
    });
    const rows = await world.rows(taskId, [
      ...jobs.map(({ JobId }) => ({ call_job_id: JobId, call_status: 'Scheduling', is_interested: 1 })),
      { call_job_id: null },
    ]);
    const rowId = rows[0]!;
    const followUpId = await world.followUp(rowId, '周六上午再联系客户，约看样板间，先把报价单发过去');
    await sql`update leads_follow set next_follow_time = now() - interval '3 days' where id = ${followUpId}`;
    await signIn(operator);
    await refreshFirstPage(page, taskId);
    const receipt = await page.request.get(`/api/tasks/${taskId}/jobs?page=1&size=20`);
    const { lastRefresh } = (await receipt.json()) as { lastRefresh: { receiptId: string } };
    await use({ taskId, rowId, screens: screensOf({ taskId, rowId, receiptId: lastRefresh.receiptId }) });
  },
});

function called(): ProviderJob {
  const startedAt = Date.now() - 600_000;
  const JobId = randomUUID();
  const call = {
    TaskId: `call-${JobId}`,
    Status: 'SucceededFinish',
    CallingNumber: '057126883106',
    PlanedTime: startedAt,
    ActualTime: startedAt,
    Duration: SECONDS * 1000,
    Conversation: Array.from({ length: 6 }, (_, index) => ({
      Speaker: index % 2 === 0 ? 'Robot' : 'Contact',
      Script: '您好，请问您对价格还有什么疑问？',
      Timestamp: startedAt + (index + 1) * 4000,
    })),
  };
  return { JobId, Status: 'Succeeded', Tasks: [call] };
}

function notReached(): ProviderJob {
  const JobId = randomUUID();
  return { JobId, Status: 'Failed', Tasks: [{ TaskId: `call-${JobId}`, Status: 'NoAnswer' }] };
}

function screensOf({
  taskId,
  rowId,
  receiptId,
}: {
  taskId: number;
  rowId: number;
  receiptId: string;
}): Screen[] {
  const at = (name: string, address: string, sign = 'h1'): Screen => ({
    name,
    open: async (page) => {
      await page.goto(address);
      await expect(page.locator(sign).first()).toBeVisible();
    },
  });
  return [
    at('tasks', '/tasks', 'main tbody a'),
    {
      name: 'task, refreshed',
      open: async (page) => {
        const task = new TaskPage(page, taskId);
        await task.open();
        await task.refresh();
      },
    },
    at('rows without an id', `/tasks/${taskId}?tab=without-id`, 'tr[data-row-id]'),
    {
      name: 'job',
      open: async (page) => {
        await page.goto(`/tasks/${taskId}?job=${rowId}`);
        await expect(drawer(page).getByRole('slider').locator('svg').first()).toBeVisible();
        await expect(drawer(page).getByRole('form')).toBeAttached();
      },
    },
    at('receipts', `/tasks/${taskId}/receipts`, 'main table a'),
    at('receipt', `/tasks/${taskId}/receipts/${receiptId}`),
    at('follow-ups', '/follow-ups?list=overdue', 'main table a'),
    at('account', '/account'),
    at('not found', '/nothing-here'),
  ];
}

/** All flaws of all screens at once, so that one run tells them all. */
async function flawsOf(page: Page, screens: Screen[], { targets }: { targets: boolean }): Promise<string[]> {
  const found: string[] = [];
  for (const { name, open } of screens) {
    await open(page);
    const { sideways, small, covered } = await measure(page);
    if (sideways > 0) found.push(`${name}: ${sideways} px sideways`);
    if (targets) found.push(...[...small, ...covered].map((flaw) => `${name}: ${flaw}`));
  }
  return found;
}

test.slow();

for (const { name, width, height } of [
  { name: 'a phone', width: 390, height: 844 },
  { name: 'a small phone', width: 320, height: 640 },
  { name: 'a lying phone', width: 844, height: 390 },
]) {
  test.describe(name, () => {
    test.use({ viewport: { width, height }, hasTouch: true, isMobile: true });

    test('every screen can be touched and read without scrolling sideways', async ({ page, scene }) => {
      expect(await flawsOf(page, scene.screens, { targets: true })).toEqual([]);
      if (width !== 390) return;

      // Letters twice as large.
      await page.addInitScript(() => {
        addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'));
      });
      expect(await flawsOf(page, scene.screens, { targets: false })).toEqual([]);
      await page.goto(`/tasks/${scene.taskId}`);
      const names = await page
        .locator('tr[data-row-id] th a')
        .evaluateAll((links) => links.map((link) => link.getClientRects().length));
      expect(names.every((lines) => lines === 1)).toBe(true);
    });
  });
}

test.describe('four hundred percent', () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test('leaves the window to the conversation: the player is read past like the rest', async ({
    page,
    scene,
  }) => {
    await page.goto(`/tasks/${scene.taskId}?job=${scene.rowId}`);
    const job = drawer(page);
    const bubble = job.locator('[data-bubble]').nth(2);
    await expect(job.getByRole('slider')).toBeVisible();
    await bubble.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const free = await job.locator('[data-job-scroll]').evaluate((element) => element.clientHeight);
    expect(free).toBeGreaterThan(150);
    await expect(bubble).toBeInViewport({ ratio: 1 });
    await expect(job.getByRole('slider')).not.toBeInViewport();
  });
});

test.describe('forced colours and the keyboard', () => {
  test.use({ colorScheme: 'dark', contextOptions: { forcedColors: 'active' } });

  test('what is chosen and current is told by lines, and the Tab key reaches everything', async ({
    page,
    scene,
  }) => {
    await page.goto(`/tasks/${scene.taskId}?job=${scene.rowId}`);
    const job = drawer(page);
    const form = job.getByRole('form');
    await expect(form).toBeAttached();
    const style = (selector: string, name: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element, key) => getComputedStyle(element).getPropertyValue(key), name);
    expect(await style('[role=form] label[data-active], form label[data-active]', 'outline-style')).toBe(
      'solid',
    );
    expect(await style('[role=dialog] [data-speaker=robot] [data-bubble]', 'border-top-style')).toBe('solid');
    expect(await style('[role=dialog] [data-speaker=customer] [data-bubble]', 'border-top-style')).toBe(
      'dashed',
    );
    expect(await style('main [role=img] > span', 'forced-color-adjust')).toBe('none');
    const borders = await job
      .getByRole('navigation')
      .getByRole('button')
      .evaluateAll(
        (buttons) => new Set(buttons.map((button) => getComputedStyle(button).borderBottomColor)).size,
      );
    expect(borders).toBe(2);
    await expect(page.getByRole('banner')).toHaveCount(1);

    // The skip link moves the focus and leaves the address alone.
    await page.goto('/tasks');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    expect(new URL(page.url()).hash).toBe('');

    // Back from a task the focus is on its link.
    const link = page.getByRole('link', { name: /装修意向客户回访/ });
    await link.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: /装修意向客户回访/ })).toBeVisible();
    await page.goBack();
    await expect(link).toBeFocused();

    await page.goto('/nothing-here');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.goto('/account');
    await page.getByLabel('当前密码', { exact: true }).focus();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: '显示或隐藏密码' }).first()).toBeFocused();
  });
});
