import { randomUUID } from 'node:crypto';

import type { Page } from '@playwright/test';

import { wav } from './fixtures/sounds';
import { expect as baseExpect, test } from './fixtures/test';

/** Sound takes its time on a machine that does other things as well. */
const expect = baseExpect.configure({ timeout: 30_000 });

/** Everything that the browser refuses, in whichever page of the context. */
async function listen(page: Page): Promise<string[]> {
  const refused: string[] = [];
  await page.exposeBinding('noteViolation', (_, violation: string) => void refused.push(violation));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { noteViolation } = window as unknown as { noteViolation: (text: string) => void };
      noteViolation(`${location.pathname}: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on('console', (message) => {
    if (/content.security.policy|refused to/i.test(message.text())) refused.push(message.text());
  });
  return refused;
}

/** The nonce of a page's policy, which each of its scripts carries. */
async function nonceOf(page: Page, address: string): Promise<string> {
  const answer = await page.request.get(address, { maxRedirects: 0 });
  const policy = answer.headers()['content-security-policy'] ?? '';
  const [, nonce = ''] = /script-src 'self' 'nonce-([\w+/=]{24})' 'strict-dynamic'(?:;|$)/.exec(policy) ?? [];
  expect(nonce, policy).not.toBe('');
  const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((tag) => !tag.includes(` nonce="${nonce}"`))).toEqual([]);
  return nonce;
}

test('no page runs into its own policy, and each carries another nonce', async ({
  page,
  world,
  simulator,
  organization,
  operator,
  signIn,
}) => {
  test.slow();
  const refused = await listen(page);
  // A head of its own script, which follows the system.
  await page.emulateMedia({ colorScheme: 'dark' });
  const nonces = [await nonceOf(page, '/sign-in'), await nonceOf(page, '/sign-in')];
  await page.goto('/sign-in');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(page.locator('input[type=password]')).toBeVisible();

  const JobId = randomUUID();
  const sound = wav({ codec: 'pcm16', rate: 8000, channels: 2, seconds: 6 });
  await simulator.putJobs(
    [
      {
        JobId,
        Status: 'Succeeded',
        Tasks: [{ TaskId: `call-${JobId}`, Status: 'SucceededFinish', Duration: 6000 }],
      },
    ],
    { [`call-${JobId}`]: { file: { base64: sound.toString('base64') } } },
  );
  const taskId = await world.task(organization);
  const [rowId] = await world.rows(taskId, [{ call_job_id: JobId, call_status: 'Executing' }]);
  await world.followUp(rowId!, '周五再打');
  await signIn(operator);

  await page.goto('/tasks');
  await page.getByRole('link', { name: '家装回访' }).first().click();
  await page.getByRole('button', { name: '刷新本页' }).click();
  await expect(page.locator('[data-status=done]').first()).toBeAttached();

  await page.goto(`/tasks/${taskId}?job=${rowId}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: '播放', exact: true }).click();
  const audio = page.locator('#callboard-audio');
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0.2);
  await drawer.getByRole('button', { name: '下载录音' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^MP3/ }).click(),
  ]);
  expect(await download.failure()).toBeNull();

  await page.goto(`/tasks/${taskId}/receipts`);
  await page
    .locator('main')
    .getByRole('link')
    .filter({ hasText: /\d{2}:\d{2}/ })
    .first()
    .click();
  await expect(page).toHaveURL(/receipts\/[\da-f-]{36}/);
  await page.goto('/follow-ups?list=all');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (const missing of ['/nothing/here', '/tasks/999999999']) {
    expect((await page.goto(missing))?.status()).toBe(404);
    await expect(page.locator('main').getByRole('link', { name: '返回任务列表' })).toBeVisible();
    nonces.push(await nonceOf(page, missing));
  }
  for (const address of ['/tasks', `/tasks/${taskId}`, `/tasks/${taskId}/receipts`, '/follow-ups']) {
    nonces.push(await nonceOf(page, address));
  }
  expect(new Set(nonces).size).toBe(nonces.length);
  expect(refused).toEqual([]);
});

test('a script that somebody brought in does not run', async ({ page }) => {
  const refused = await listen(page);
  await page.goto('/sign-in');
  await expect(page.locator('input[type=password]')).toBeVisible();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.brought = true">');
    const base = Object.assign(document.createElement('base'), { href: 'https://evil.example/' });
    document.head.append(base);
  });
  await expect.poll(() => refused.filter((one) => one.includes('script-src-attr')).length).toBeGreaterThan(0);
  await expect.poll(() => refused.filter((one) => one.includes('base-uri')).length).toBeGreaterThan(0);
  expect(
    await page.evaluate(() => ['brought' in window, document.baseURI.startsWith('https://evil')]),
  ).toEqual([false, false]);
});
