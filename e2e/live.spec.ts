import { randomUUID } from 'node:crypto';

import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';
import { createToken } from './fixtures/tokens';

test('what another program refreshes shows on every open page by itself, with old and new', async ({
  page,
  context,
  request,
  sql,
  world,
  organization,
  operator,
  simulator,
  signIn,
}) => {
  const jobIds = [randomUUID(), randomUUID()];
  const answer = (Status: string) => simulator.putJobs(jobIds.map((JobId) => ({ JobId, Status, Tasks: [] })));
  await answer('Executing');
  const taskId = await world.task(organization);
  await world.rows(
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  const headers = { 'access-token': await createToken(sql, operator, organization) };
  const refresh = () => request.post('/query-task-execution', { headers, data: { task_id: taskId } });
  await refresh();
  await signIn(operator);

  let streams = 0;
  context.on('request', (sent) => {
    if (sent.url().includes('/api/events')) streams += 1;
  });
  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);
  const other = await context.newPage();
  await other.goto(`/tasks/${taskId}`);
  await hydrated(other);
  const list = await context.newPage();
  await list.goto('/tasks');
  await expect(page.getByRole('table').getByText('执行中')).toHaveCount(2);
  // One stream for the three of them.
  await expect.poll(() => streams).toBe(1);

  // Two of them are in the background when it changes, and catch up when they are looked at.
  await page.bringToFront();
  await answer('Succeeded');
  await refresh();
  for (const tab of [page, other]) {
    const table = tab.getByRole('table');
    await tab.bringToFront();
    await expect(table.getByText('成功')).toHaveCount(2);
    // Old → new, in place.
    await expect(table.getByText('执行中')).toHaveCount(2);
  }
  await list.bringToFront();
  await expect(list.getByRole('main').getByText('已结束 100%')).toBeVisible();

  // The tab that read the stream is closed: another one takes over.
  await page.close();
  await expect.poll(() => streams).toBe(2);
  await answer('Failed');
  await refresh();
  await other.bringToFront();
  await expect(other.getByRole('table').getByText('失败')).toHaveCount(2);

  // Ended elsewhere, the session leaves nothing on the screen.
  await sql`update callboard.users set disabled_at = now() where id = ${operator.id}`;
  await expect(other.getByRole('table')).toHaveCount(0, { timeout: 30_000 });
});
