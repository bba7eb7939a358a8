import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { expect, test } from './fixtures/test';
import { TaskPage } from './pages/task-page';

test('a supervisor has a task kept true by itself, sees what that moved, and takes it back', async ({
  page,
  world,
  organization,
  simulator,
  signIn,
}) => {
  test.slow();
  const jobIds = [randomUUID(), randomUUID()];
  await simulator.putJobs(jobIds.map((JobId) => ({ JobId, Status: 'Succeeded', Tasks: [] })));
  const taskId = await world.task(organization);
  await world.rows(
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  await signIn(await world.user(organization, { role: 'supervisor' }));
  const task = new TaskPage(page, taskId);
  await task.open();
  await expect(page.getByText('不自动更新')).toBeVisible();
  await page.getByRole('button', { name: '设置' }).click();
  const dialog = page.getByRole('dialog', { name: '自动更新' });
  await expect(dialog.getByText('机构默认：不自动更新。')).toBeVisible();
  await dialog.getByText('自动更新', { exact: true }).last().click();
  await dialog.getByLabel('多久之内').selectOption('15');
  await dialog.getByLabel('每天从').selectOption('0');
  await dialog.getByLabel('到', { exact: true }).selectOption('24');
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('15 分钟内保持最新')).toBeVisible();

  // Nobody refreshes, and the page follows; every call is over, and so the task moves on.
  await expect(task.rows().getByText('成功')).toHaveCount(2, { timeout: 30_000 });
  await expect(page.getByText('外呼完成')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('没有会变化的作业')).toBeVisible({ timeout: 30_000 });
  expect(await violations(page)).toEqual([]);

  await page.goto(`/tasks/${taskId}/receipts`);
  const days = page.getByRole('region', { name: '自动更新' });
  await expect(days.getByText('按更新计划')).toBeVisible();
  const moves = page.getByRole('region', { name: '任务状态的自动变化' });
  await expect(moves).toContainText('外呼中 → 外呼完成');
  await moves.getByRole('button', { name: '撤销' }).click();
  await expect(moves).toContainText('李雷 于');
  expect(await violations(page)).toEqual([]);
  await days.getByRole('link').first().click();
  await expect(page.getByRole('status').filter({ hasText: '按更新计划核对了' })).toContainText('更新 2 行');

  await task.open();
  await expect(page.getByText('外呼中')).toBeVisible();
});
