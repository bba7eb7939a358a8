import { randomUUID } from 'node:crypto';

import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';

const scheduled = (JobId: string) => ({ JobId, Status: 'Scheduling', Tasks: [] });

test('a task’s jobs are filtered, searched, sorted, walked and refreshed by what the address says', async ({
  page,
  world,
  organization,
  operator,
  signIn,
  simulator,
}) => {
  test.slow();
  const taskId = await world.task(organization, { name: '筛选任务' });
  const jobs = Array.from({ length: 30 }, () => randomUUID());
  await simulator.putJobs(jobs.map(scheduled));
  const ids = await world.rows(
    taskId,
    jobs.map((call_job_id, index) => ({
      call_job_id,
      call_status: index % 6 === 0 ? 'Failed' : 'Scheduling',
      leads_name: index === 12 ? '尉迟敬' : `线索${index}`,
      leads_phone: `1391111${String(2000 + index)}`,
    })),
  );
  const failed = ids.filter((_, index) => index % 6 === 0);
  await signIn(operator);
  const rows = page.locator('tr[data-row-id]');
  const shown = () =>
    rows.evaluateAll((elements) => elements.map((row) => Number(row.getAttribute('data-row-id'))));

  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);
  // A menu with the number of rows beside each choice.
  await page.getByRole('button', { name: '作业状态' }).click();
  const choice = page.getByRole('menuitemcheckbox', { name: '失败' });
  await expect(choice).toContainText('5');
  await choice.click();
  await expect(choice).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(5);
  expect(await shown()).toEqual(failed);
  expect(new URL(page.url()).searchParams.get('status')).toBe('Failed');

  // J walks the filter's rows only.
  await rows.nth(0).getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(`job=${failed[0]}\\b`));
  await expect(page.getByRole('button', { name: /下一条|下一个/ }).first()).toBeEnabled();
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`job=${failed[1]}\\b`));
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/job=/);

  // A refresh acts on the page as it is filtered; what no longer matches stays where it stands.
  await page.locator('#refresh-page').click();
  await expect(page.getByRole('region', { name: '刷新结果' })).toHaveAttribute('data-status', 'done');
  await expect(rows.getByText('已不符合筛选')).toHaveCount(5);
  expect(await shown()).toEqual(failed);

  // Moving on lets them go.
  await page.getByRole('button', { name: '移除筛选 作业状态：失败' }).click();
  await expect(rows).toHaveCount(20);
  await expect(page.getByText('已不符合筛选')).toHaveCount(0);

  // Search by name and by the last four digits, with Enter.
  const box = page.getByRole('searchbox');
  await box.fill('尉迟');
  await box.press('Enter');
  await expect(rows).toHaveCount(1);
  expect(await shown()).toEqual([ids[12]]);
  await box.fill('2007');
  await box.press('Enter');
  await expect(page.locator(`tr[data-row-id="${ids[7]}"]`)).toBeVisible();
  await expect(rows).toHaveCount(1);
  await box.fill('没有这个人');
  await box.press('Enter');
  await expect(page.getByText('没有符合条件的作业')).toBeVisible();

  // A link from elsewhere: what is not known is told, and removed by a click; the head sorts.
  await page.goto(`/tasks/${taskId}?status=Lost&sort=-checked`);
  await expect(page.getByText('无法识别链接中的筛选条件')).toBeVisible();
  await page.getByRole('button', { name: '移除筛选 作业状态：Lost' }).first().click();
  await expect(rows).toHaveCount(20);
  expect((await shown()).slice(0, 5)).toEqual(failed);
  await expect(page.getByRole('columnheader', { name: '核对' })).toHaveAttribute('aria-sort', 'descending');

  // All tasks; on a phone everything is in the sheet.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/jobs');
  await expect(rows.first()).toContainText('筛选任务');
  // Before the page's code is there a button does nothing.
  await expect(async () => {
    // Nor a second time where the first has only been slow: the sheet has a button of that name's kind, too.
    if (!(await page.getByRole('dialog').isVisible()))
      await page.getByRole('button', { name: '全部筛选', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 1000 });
  }).toPass();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^无变化/ }).click();
  await expect(sheet.getByRole('button', { name: '查看 5 条作业' })).toHaveCount(0);
  await sheet.getByRole('button', { name: /^已更新/ }).click();
  await sheet.getByRole('button', { name: '查看 5 条作业' }).click();
  await expect(rows).toHaveCount(5);
});
