import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { expect, test } from './fixtures/test';
import { TaskPage } from './pages/task-page';

test('the strip above the table tells how each page stands, leads there, and follows a refresh', async ({
  page,
  world,
  organization,
  operator,
  simulator,
  signIn,
}) => {
  const jobIds = Array.from({ length: 45 }, () => randomUUID());
  await simulator.putJobs(jobIds.map((JobId) => ({ JobId, Status: 'Succeeded', Tasks: [] })));
  const taskId = await world.task(organization);
  await world.rows(
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  await signIn(operator);
  const task = new TaskPage(page, taskId);
  await task.open();

  const strip = page.getByRole('navigation', { name: '各页概况' });
  await expect(strip.getByRole('link')).toHaveCount(3);
  const third = strip.getByRole('link', { name: /第 3 页/ });
  await expect(third).toHaveAccessibleName('第 3 页，5 行：未核对 5');
  await expect(strip.getByRole('link', { name: /第 1 页/ })).toHaveAttribute('aria-current', 'page');

  // One stop for Tab, arrows within, Enter goes there.
  await strip.getByRole('link', { name: /第 1 页/ }).focus();
  await page.keyboard.press('End');
  await expect(third).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/page=3\b/);
  await expect(task.rows()).toHaveCount(5);
  await expect(third).toHaveAttribute('aria-current', 'page');

  await task.refresh();
  await expect(third).toHaveAccessibleName('第 3 页，5 行：刚变化 5');
  await expect(strip.getByRole('listitem').filter({ hasText: '未核对' })).toContainText('40');
  expect(await violations(page)).toEqual([]);

  // A filtered table has other pages.
  await page.goto(`/tasks/${taskId}?status=Executing`);
  await expect(task.rows().first()).toBeVisible();
  await expect(strip).toHaveCount(0);
});
