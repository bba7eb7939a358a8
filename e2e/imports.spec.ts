import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';

test('a supervisor of an empty organization brings in a job group of the provider, and an operator cannot', async ({
  page,
  browser,
  world,
  organization,
  operator,
  simulator,
  sql,
  signIn,
}) => {
  const JobGroupId = randomUUID();
  // Seven digits in a row would be masked as a number.
  const JobGroupName = `圣诞回访 ${JobGroupId.replaceAll(/\d/g, '')}`;
  const jobs = Array.from({ length: 3 }, (_, n) => ({
    JobId: randomUUID(),
    JobGroupId,
    JobGroupName,
    Status: 'Scheduling',
    Contacts: [{ ContactName: `客户${n}`, PhoneNumber: `1391234800${n}` }],
    Tasks: [],
  }));
  await simulator.putJobs(jobs);
  // Two share the account: somebody has to say whose its groups are.
  await world.organization('别的机构');
  await signIn(await world.user(organization, { role: 'supervisor' }));

  await page.goto('/tasks');
  await page.getByRole('link', { name: '从服务商导入' }).click();
  await expect(page.getByText('本机构未开放从服务商导入')).toBeVisible();
  await sql`update callboard.organizations set provider_import = true where id = ${organization.id}`;
  await page.reload();
  await hydrated(page, 'search input');
  await page.getByRole('textbox', { name: '搜索作业组名称' }).fill(JobGroupName);
  const group = page.getByRole('table', { name: '服务商的作业组' }).getByRole('row', { name: JobGroupName });
  await expect(group).toContainText('未导入');
  await group.getByRole('checkbox').press('Space');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '导入所选（1）' }).click();

  const record = page.getByRole('table', { name: '导入记录' }).getByRole('row', { name: JobGroupName });
  await expect(record).toContainText('共 3 行，本次新增 3 行');
  await record.getByRole('link', { name: JobGroupName }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(JobGroupName);
  await expect(page.locator('tr[data-row-id]')).toHaveCount(3);
  await expect(page.locator('tr[data-row-id]').first()).toContainText('139****8000');

  const context = await browser.newContext();
  await signIn(operator, context);
  const other = await context.newPage();
  expect((await other.goto('/tasks/import'))?.status()).toBe(404);
  const refused = await context.request.get('/api/job-groups');
  expect([refused.status(), ((await refused.json()) as { code: number }).code]).toEqual([403, 1006]);
  await context.close();
});

test('a supervisor brings leads in from a table: columns guessed and chosen, wrong lines told and downloaded', async ({
  page,
  world,
  organization,
  signIn,
}) => {
  await signIn(await world.user(organization, { role: 'supervisor' }));
  await page.goto('/tasks/import?from=table');
  await hydrated(page, 'input[type=file]');
  const lines = [
    '客户姓名,备用号码,号码',
    '王芳,1,13800138001',
    '李伟,2,1.38E+10',
    '张敏,3,',
    '刘洋,4,13800138004',
  ];
  await page.locator('input[type=file]').setInputFiles({
    name: '十二月线索.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\n')),
  });
  await expect(page.getByText('可以导入 2 行，2 行有问题')).toBeVisible();
  await expect(page.getByRole('table', { name: '有问题的行' })).toContainText('科学计数法');
  // Another column is no number at all; back again it is as before.
  const phone = page.getByRole('combobox', { name: '电话号码' });
  await phone.click();
  await page.getByRole('option', { name: '备用号码' }).click();
  await expect(page.getByText('可以导入 0 行，4 行有问题')).toBeVisible();
  await phone.click();
  await page.getByRole('option', { name: '号码', exact: true }).click();
  expect(await violations(page)).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载有问题的行（2）' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('十二月线索-有问题的行.csv');

  await page.getByRole('button', { name: '导入 2 行' }).click();
  const record = page.getByRole('table', { name: '导入记录' }).getByRole('row', { name: '十二月线索' });
  await expect(record).toContainText('共 2 行，本次新增 2 行');
  await record.getByRole('link', { name: '十二月线索' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('十二月线索');
  await page.goto(`${page.url()}?tab=without-id`);
  await expect(page.locator('tr[data-row-id]')).toHaveCount(2);
});
