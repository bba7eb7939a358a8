import { randomUUID } from 'node:crypto';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test as base } from './fixtures/test';
import { createToken } from './fixtures/tokens';

type Steerable = { taskId: number; jobIds: string[]; rowIds: number[] };

/** A task of the test's own with a job that waits, one that is over, and a row without a job. */
const test = base.extend<{ own: Steerable }>({
  own: async ({ world, organization, simulator }, use) => {
    const JobGroupId = randomUUID();
    const taskId = await world.task(organization, { name: '续保提醒 13912348001', jobGroupId: JobGroupId });
    const jobIds = [randomUUID(), randomUUID()];
    const job = (JobId: string, Status: string) => ({ JobId, JobGroupId, Status, Tasks: [] });
    await simulator.putJobs([job(jobIds[0]!, 'Scheduling'), job(jobIds[1]!, 'Succeeded')]);
    const rowIds = await world.rows(taskId, [
      { call_job_id: jobIds[0]!, call_status: 'Scheduling' },
      { call_job_id: jobIds[1]!, call_status: 'Succeeded' },
      {},
    ]);
    await use({ taskId, jobIds, rowIds });
  },
});

test('a supervisor suspends a task, sees what that reaches, and cancels it only by its name', async ({
  page,
  world,
  organization,
  own,
  signIn,
}) => {
  await signIn(await world.user(organization, { role: 'supervisor' }));
  await page.goto(`/tasks/${own.taskId}`);
  await hydrated(page);
  const choose = async (name: string) => {
    await page.getByRole('button', { name: '任务操作' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const dialog = page.getByRole('dialog');

  await choose('服务商进度');
  await expect(dialog.getByRole('row', { name: '调度中' })).toContainText('11');
  await expect(dialog).toContainText('看板另有 1 条没有作业 ID');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await choose('暂停外呼');
  await expect(dialog).toContainText('1 条作业将暂停呼叫');
  await expect(dialog).toContainText('1 条已结束');
  await expect(dialog).toContainText('1 条没有作业 ID');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '暂停外呼' }).click();
  await expect(dialog.getByRole('status')).toContainText('服务商已接受暂停');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // The run that looks what became of it has brought the new state.
  const waiting = page.locator(`tr[data-row-id="${own.rowIds[0]}"]`);
  await expect(async () => {
    await page.reload();
    await expect(waiting).toContainText('已暂停', { timeout: 2000 });
  }).toPass();

  await choose('取消外呼');
  const confirm = dialog.getByRole('button', { name: '取消外呼' });
  await expect(confirm).toBeDisabled();
  // As it is shown: this supervisor may not see numbers.
  await dialog.getByRole('textbox').fill('续保提醒 139****8001');
  await confirm.click();
  await expect(dialog.getByRole('status')).toContainText('服务商已接受取消');
});

test('an operator sees how a task stands at the provider, and cannot steer it', async ({
  page,
  operator,
  own,
  signIn,
}) => {
  await signIn(operator);
  await page.goto(`/tasks/${own.taskId}`);
  await hydrated(page);
  await page.getByRole('button', { name: '任务操作' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(['服务商进度']);
  const steering = `/api/tasks/${own.taskId}/steering`;
  const refused = await page.request.post(steering, { data: { action: 'suspend' } });
  expect([refused.status(), ((await refused.json()) as { code: number }).code]).toEqual([403, 1006]);
});

test('other programs suspend, resume and ask for progress, in the envelope', async ({
  request,
  world,
  organization,
  operator,
  simulator,
  sql,
  own,
}) => {
  const supervisor = await world.user(organization, { role: 'supervisor' });
  const tokens = {
    supervisor: await createToken(sql, supervisor, organization),
    operator: await createToken(sql, operator, organization),
  };
  const post = async (path: string, data: unknown, as: keyof typeof tokens = 'supervisor') => {
    const response = await request.post(path, { headers: { 'access-token': tokens[as] }, data });
    return { status: response.status(), body: (await response.json()) as Record<string, unknown> };
  };
  const { taskId } = own;

  const suspended = await post('/suspend-resume-task', { task_id: taskId, action: 'suspend' });
  expect(suspended).toMatchObject({
    status: 200,
    body: { status: 'success', code: 200, data: { task_id: taskId, action: 'suspend' } },
  });
  expect(await post('/describe-job-group', { task_id: taskId }, 'operator')).toMatchObject({
    status: 200,
    body: {
      status: 'success',
      code: 200,
      data: {
        task_id: taskId,
        status: 'Paused',
        progress: {
          total_jobs: 2,
          total_completed: 1,
          failed: 0,
          executing: 0,
          scheduling: 0,
          paused: 1,
          cancelled: 0,
        },
      },
    },
  });
  expect(
    await post('/suspend-resume-task', { task_id: taskId, action: 'suspend' }, 'operator'),
  ).toMatchObject({
    status: 403,
    body: { status: 'error', code: 1006 },
  });
  expect(await post('/suspend-resume-task', { task_id: taskId, action: 'stop' })).toMatchObject({
    status: 400,
    body: { code: 4001 },
  });
  expect(await post('/describe-job-group', { task_id: 2_000_000_001 })).toMatchObject({
    status: 404,
    body: { code: 4004 },
  });

  await simulator.putFault({ kind: 'html503', operation: 'ResumeJobs', jobId: own.jobIds[0] });
  const unknown = await post(`/api/tasks/${taskId}/steering`, { action: 'suspend', row_ids: own.rowIds });
  expect(unknown.status).toBe(200);
  await sql`update leads_task_list set call_status = 'Paused' where id = ${own.rowIds[0]!}`;
  expect(
    await post(`/api/tasks/${taskId}/steering`, { action: 'resume', row_ids: own.rowIds }),
  ).toMatchObject({
    status: 502,
    body: { status: 'error', code: 5003, outcome: 'unknown', message: expect.stringContaining('结果未知') },
  });
  expect(
    (await simulator.requests(own.jobIds[0]!)).filter(({ operation }) => operation === 'ResumeJobs'),
  ).toHaveLength(1);
});
