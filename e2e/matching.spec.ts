import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';

const PHONES = ['13912348001', '13912348002', '13912348003'] as const;

test('rows without a job id are found at the provider, written in one go by a supervisor, and taken back', async ({
  page,
  context,
  world,
  organization,
  simulator,
  operator,
  signIn,
}) => {
  const JobGroupId = randomUUID();
  const taskId = await world.task(organization, { jobGroupId: JobGroupId });
  const job = (PhoneNumber: string) => ({
    JobId: randomUUID(),
    JobGroupId,
    Status: 'Scheduling',
    Contacts: [{ ContactName: '某客户', PhoneNumber }],
    Tasks: [],
  });
  const jobs = [job(PHONES[0]), job(PHONES[1]), job(PHONES[1])];
  await simulator.putJobs(jobs);
  const [found, either, nowhere] = await world.rows(
    taskId,
    PHONES.map((leads_phone) => ({ leads_phone })),
  );
  const tab = `/tasks/${taskId}?tab=without-id`;
  const strip = page.getByRole('region', { name: '查找作业' });
  const dialog = page.getByRole('dialog', { name: '查找结果' });
  const matchOf = (rowId: number | undefined) => dialog.locator(`tr[data-row-id="${rowId}"]`);
  const rowOf = (rowId: number | undefined) => page.locator(`tr[data-row-id="${rowId}"]`);

  // Whoever works on the task looks; only a supervisor writes.
  await signIn(operator);
  await page.goto(tab);
  await hydrated(page, 'section[aria-label="查找作业"] button');
  await strip.getByRole('button', { name: '查找作业' }).click();
  await expect(strip).toContainText('找到 1 行的作业，尚未写入');
  await expect(strip).toContainText('1 行无法确定');
  await expect(rowOf(either)).toContainText('有 2 条作业都符合，无法确定');
  await expect(rowOf(nowhere)).toContainText('服务商没有这条作业');
  await strip.getByRole('button', { name: '查看结果' }).click();
  await expect(matchOf(found)).toContainText('139****8001');
  await expect(matchOf(found)).toContainText(jobs[0]!.JobId);
  await expect(matchOf(found)).toContainText('号码一致');
  await expect(dialog).toContainText('由主管确认后写入');
  await expect(dialog.getByRole('button', { name: /写入/ })).toHaveCount(0);
  const id = (
    (await (await page.request.get(`/api/tasks/${taskId}/matching`)).json()) as {
      matching: { id: string };
    }
  ).matching.id;
  const data = { action: 'apply', matching_id: id };
  expect((await page.request.post(`/api/tasks/${taskId}/matching/apply`, { data })).status()).toBe(403);

  await context.clearCookies();
  await signIn(await world.user(organization, { role: 'supervisor' }));
  await page.goto(tab);
  await hydrated(page, 'section[aria-label="查找作业"] button');
  await strip.getByRole('button', { name: '查看结果' }).click();
  await expect(dialog.getByRole('button', { name: '写入 1 行' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '写入 1 行' }).click();
  await expect(matchOf(found)).toContainText('已写入');
  await expect(matchOf(either)).toContainText('无法确定');
  await dialog.getByRole('button', { name: '撤销本次写入' }).click();
  await expect(matchOf(found)).toContainText('已撤销');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(rowOf(found)).toContainText('写入后又撤销');
});
