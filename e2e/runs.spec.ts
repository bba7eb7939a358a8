import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';
import { createToken } from './fixtures/tokens';

const job = (JobId: string, Status = 'Succeeded') => ({ JobId, Status, Tasks: [] });

test('an operator refreshes the whole task, pauses, goes on, and asks once more for what failed', async ({
  page,
  world,
  organization,
  operator,
  simulator,
  signIn,
}) => {
  test.slow();
  const jobIds = Array.from({ length: 120 }, () => randomUUID());
  await simulator.putJobs(jobIds.map((id) => job(id)));
  const taskId = await world.task(organization);
  await world.rows(
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  // The second batch is refused, the first one is answered when it has been paused.
  await simulator.putFault({ kind: 'error', jobIds: [jobIds[110]!], status: 400, code: 'InvalidParameter' });
  const release = await simulator.hold({ jobIds: [jobIds[0]!] });
  await signIn(operator);
  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);

  await page.getByRole('button', { name: '刷新整个任务' }).click();
  const dialog = page.getByRole('dialog', { name: '刷新整个任务' });
  await expect(dialog.getByText('可刷新的行')).toBeVisible();
  await expect(dialog.locator('dd').first()).toHaveText('120');
  await expect(dialog.locator('dd').nth(2)).toHaveText('2');
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await dialog.getByRole('button', { name: '开始刷新' }).click();

  const strip = page.getByRole('region', { name: '整批刷新' });
  await expect(strip.getByRole('status')).toContainText('进行中');
  await strip.getByRole('button', { name: '暂停' }).click();
  await expect(strip.getByRole('status')).toContainText('已暂停');
  await release();
  await strip.getByRole('button', { name: '继续' }).click();
  await expect(strip.getByRole('status')).toContainText('核对 120 行，更新 99 行，21 行查询失败');
  // The rows of the page are the run's.
  await expect(page.getByRole('table').getByText('成功').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await strip.getByRole('link', { name: '查看回执' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('整批刷新');
  const batches = page.getByRole('table', { name: '批次' });
  await expect(batches.getByText('InvalidParameter')).toBeVisible();
  await batches.getByRole('button', { name: '查看变化' }).click();
  await expect(batches.getByText('作业状态').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const first = page.url();

  await simulator.clearFaults();
  await page.getByRole('button', { name: '只重试这 21 行' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(page.getByRole('status')).toContainText('核对 21 行，更新 21 行');
  await page.getByRole('link', { name: '上一次未成功的行' }).click();
  await expect(page).toHaveURL(first);

  // Of a filter: its rows alone.
  await world.rows(taskId, [{ call_job_id: randomUUID(), call_status: 'Paused' }]);
  await page.goto(`/tasks/${taskId}?status=Succeeded`);
  await hydrated(page);
  await page.getByRole('button', { name: '刷新这 120 行' }).click();
  const filtered = page.getByRole('dialog', { name: '刷新这 120 行' });
  await expect(filtered.locator('dd').first()).toHaveText('120');
  await filtered.getByRole('button', { name: '开始刷新' }).click();
  await expect(strip).toContainText('只含筛选出的行');
  await expect(strip.getByRole('status')).toContainText('核对 120 行，更新 0 行');
});

test('other programs begin a run and follow it in the envelope of the contract', async ({
  request,
  sql,
  world,
  organization,
  operator,
  simulator,
}) => {
  const token = await createToken(sql, operator, organization);
  const headers = { 'access-token': token };
  const taskId = await world.task(organization);
  const jobIds = [randomUUID(), randomUUID()];
  await simulator.putJobs(jobIds.map((id) => job(id)));
  await world.rows(taskId, [...jobIds.map((call_job_id) => ({ call_job_id })), {}]);

  for (const path of ['/start-query-execution-run', '/api/start-query-execution-run']) {
    const get = await request.get(path, { headers });
    expect([get.status(), get.headers().allow]).toEqual([405, 'POST']);
    const wrong = await request.post(path, { headers, data: { task_id: taskId, batch_size: 100 } });
    expect(await wrong.json()).toMatchObject({ status: 'error', code: 4001 });
    expect((await request.post(path, { data: { task_id: taskId } })).status()).toBe(401);
    const missing = await request.post(path, { headers, data: { task_id: 2_000_000_001 } });
    expect(await missing.json()).toMatchObject({ status: 'error', code: 4004 });
  }
  const empty = await world.task(organization);
  const none = await request.post('/start-query-execution-run', { headers, data: { task_id: empty } });
  expect(await none.json()).toMatchObject({ status: 'error', code: 4009 });

  const begun = await request.post('/start-query-execution-run', {
    headers,
    data: { task_id: taskId, batch_size: 1, sleep_ms: 1, skip_recording: true },
  });
  expect(begun.status()).toBe(200);
  expect(begun.headers()['x-request-id']).toBeTruthy();
  const { data, ...envelope } = (await begun.json()) as { data: { run_id: string } };
  expect(envelope).toMatchObject({ status: 'success', code: 200 });

  const ask = async () => {
    const response = await request.get(`/get-query-execution-run?run_id=${data.run_id}`, { headers });
    return ((await response.json()) as { data: unknown }).data;
  };
  await expect.poll(ask).toEqual({ total_jobs: 2, processed_jobs: 2, status: 'done', error: null });
  const without = await request.get('/get-query-execution-run', { headers });
  expect(await without.json()).toMatchObject({ code: 4001 });
  const post = await request.post('/get-query-execution-run', { headers, data: {} });
  expect([post.status(), post.headers().allow]).toEqual([405, 'GET']);
});
