import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';
import { drawer } from './pages/job-panel';

const START = Date.UTC(2026, 10, 20, 2);
const said = (...turns: [speaker: 'Robot' | 'Contact', text: string][]) =>
  turns.map(([Speaker, Script], at) => ({ Speaker, Script, Timestamp: START + at * 20_000 }));

test('calls are found by what was said in them, and open at those words', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  test.slow();
  const taskId = await world.task(organization, { name: '内容搜索' });
  const ids = await world.rows(
    taskId,
    [
      said(['Robot', '您好'], ['Contact', '我想退款'], ['Robot', '为您登记'], ['Contact', '今天就退款吗']),
      said(['Robot', '可以办理退款'], ['Contact', '我的号码是13812348000']),
      said(['Robot', '您好'], ['Contact', '退款到哪里'], ['Robot', '原路退回']),
      said(['Robot', '您好'], ['Contact', '没有兴趣']),
    ].map((call_conversation) => ({
      ...{ call_job_id: randomUUID(), call_status: 'Succeeded', call_conversation },
    })),
  );
  await signIn(operator);
  const found = async (query: string) => {
    const answer = await page.request.get(`/api/tasks/${taskId}/jobs?${query}`);
    return ((await answer.json()) as { pagination: { totalCount: number } }).pagination.totalCount;
  };
  // The worker reads what another program has written within seconds.
  await expect.poll(() => found('words=您好'), { timeout: 30_000 }).toBe(3);
  await expect.poll(() => found('words=退款')).toBe(3);
  expect(await found('words=12348000')).toBe(0);
  const refused = await page.request.get(`/api/tasks/${taskId}/jobs?words=退款&by=agent`);
  expect(refused.status()).toBe(400);
  expect(await refused.text()).toContain('agent');

  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);
  const rows = page.locator('tr[data-row-id]');
  const box = page.getByRole('textbox', { name: '按通话内容搜索' });
  await box.fill('款');
  await box.press('Enter');
  await expect(page.getByText('每个词至少两个字')).toBeVisible();
  await box.fill('退款');
  await box.press('Enter');
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: '谁说的、在通话的哪一段' }).click();
  await page.getByRole('menuitemradio', { name: '客户说的' }).click();
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole('button', { name: '移除筛选 通话内容：退款 · 客户说的' })).toBeVisible();
  const hits = page.locator(`tr[data-hits-of="${ids[0]}"] a`);
  await expect(hits).toHaveText([/客户 00:20 我想退款/, /客户 01:00 今天就退款吗/]);
  expect(await violations(page, 'main')).toEqual([]);

  // The hit that was clicked is looked at; H and P go on to the others, J to the next job with its first.
  await hits.nth(1).click();
  const panel = drawer(page);
  const current = panel.locator('mark[data-current=true]');
  await expect(panel.locator('mark')).toHaveCount(2);
  await expect(panel.locator('[data-index="3"] mark[data-current=true]')).toHaveText('退款');
  await page.keyboard.press('h');
  await expect(panel.locator('[data-index="1"] mark[data-current=true]')).toBeVisible();
  await page.keyboard.press('p');
  await expect(panel.locator('[data-index="3"] mark[data-current=true]')).toBeVisible();
  await expect(current).toHaveCount(1);
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`job=${ids[2]}\\b`));
  await expect(page.locator('[data-index="1"] mark[data-current=true]')).toHaveText('退款');
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/job=/);

  await page.goto(`/jobs?words=兴趣`);
  await expect(page.locator(`tr[data-row-id="${ids[3]}"]`)).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect(page.locator('tr[data-hits-of] mark')).toHaveText('兴趣');
});
