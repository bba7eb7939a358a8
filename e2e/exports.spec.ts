import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';

test('a supervisor takes away as a file what the list shows, and everyone who leads sees who took it', async ({
  page,
  context,
  world,
  organization,
  operator,
  signIn,
}) => {
  test.slow();
  const taskId = await world.task(organization, { name: '秋季回访' });
  const row = (leads_name: string, call_status: string) => ({
    ...{ call_job_id: randomUUID(), leads_phone: '13912348001', leads_name, call_status },
  });
  await world.rows(taskId, [row('王芳', 'Failed'), row('=1+1', 'Failed'), row('李雷', 'Succeeded')]);
  const supervisor = await world.user(organization, { role: 'supervisor' });
  await signIn(supervisor);
  await page.goto(`/tasks/${taskId}?status=Failed`);
  await hydrated(page);

  await page.getByRole('button', { name: '导出', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '导出这些作业' });
  await expect(dialog.getByText('2 条作业')).toBeVisible();
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await dialog.getByRole('radio', { name: 'CSV 表格' }).check();
  await dialog.getByRole('button', { name: '开始导出' }).click();
  const link = dialog.getByRole('link', { name: '下载' });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^秋季回访-\d{14}\.csv$/);
  // trim() would take the byte order mark for a space.
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^\uFEFF行号,任务,线索,号码/);
  expect(lines[1]).toContain(',秋季回访,王芳,139****8001,');
  expect(lines[2]).toContain(",秋季回访,'=1+1,139****8001,");

  await dialog.getByRole('link', { name: '查看全部导出' }).click();
  const listed = page.getByRole('table', { name: '导出的文件' }).getByRole('row').nth(1);
  await expect(listed.getByRole('cell').first()).toContainText('作业状态: 失败');
  await expect(listed.getByText('已完成')).toBeVisible();
  await expect(listed.getByRole('cell').nth(4)).toContainText(supervisor.name);
  expect(await violations(page)).toEqual([]);
  await listed.getByRole('button', { name: '再次导出' }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(3);

  await page.goto('/audit?kind=took');
  await hydrated(page, 'main input');
  const log = page.getByRole('table', { name: '操作记录' });
  await expect(log.getByRole('row').nth(1)).toContainText('下载导出文件');
  await expect(log.getByRole('row').nth(1)).toContainText('秋季回访');
  await expect(log.getByRole('row').nth(1)).toContainText('2 行');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('combobox', { name: '类别' }).click();
  await page.getByRole('option', { name: '控制' }).click();
  await expect(page.getByText('没有操作记录')).toBeVisible();
  const file = await page.request.get('/api/audit/file?kind=exported');
  expect(await file.text()).toMatch(/^\uFEFFtime,person,.*\r\n.*,exported,audit\.exported,/);

  // Whoever does not lead takes nothing away.
  await context.clearCookies();
  await signIn(operator);
  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);
  await expect(page.getByRole('button', { name: '导出', exact: true })).toHaveCount(0);
  const refused = await page.request.post('/api/exports', {
    data: { task_id: taskId, query: '', format: 'csv' },
  });
  expect(refused.status()).toBe(403);
  for (const address of ['/api/exports', '/api/audit', '/api/audit/file']) {
    expect((await page.request.get(address)).status(), address).toBe(403);
  }
});
