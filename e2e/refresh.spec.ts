import { randomUUID } from 'node:crypto';

import type { Page, Route } from '@playwright/test';

import { expect, test as base } from './fixtures/test';
import { TaskPage } from './pages/task-page';

const ROWS = 45;
const PLANNED = Date.parse('2026-11-20T02:00:00Z');

type Fixtures = {
  taskId: number;
  jobIds: string[];
  /** 45 rows that can be refreshed, three pages; the database has them as `Scheduling`, and so has the provider. */
  rowIds: number[];
  /** The operator's browser on the task's first page. */
  task: TaskPage;
};

const test = base.extend<Fixtures>({
  taskId: ({ world, organization }, use) => world.task(organization).then(use),
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  jobIds: ({}, use) => use(Array.from({ length: ROWS }, () => randomUUID())),
  rowIds: async ({ world, simulator, taskId, jobIds }, use) => {
    await simulator.putJobs(jobIds.map((id) => waiting(id)));
    await use(
      await world.rows(
        taskId,
        jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Scheduling' })),
      ),
    );
  },
  task: async ({ page, taskId, rowIds, operator, signIn }, use) => {
    expect(rowIds).toHaveLength(ROWS);
    await signIn(operator);
    const task = new TaskPage(page, taskId);
    await task.open();
    await use(task);
  },
});

/** Keeps refreshes on their way to the server until they are released. */
async function hold(page: Page): Promise<{ requests: () => number; release: () => Promise<void> }> {
  const routes: Route[] = [];
  let released = false;
  let count = 0;
  await page.route('**/api/tasks/*/refresh?*', async (route) => {
    count += 1;
    if (released) return route.continue();
    routes.push(route);
  });
  return {
    requests: () => count,
    release: async () => {
      released = true;
      await Promise.all(routes.map((route) => route.continue()));
    },
  };
}

/** A job that has not been called yet: as the database has it. */
function waiting(JobId: string) {
  return { JobId, Status: 'Scheduling', Tasks: [] };
}

/** The same job after its call. */
function called(JobId: string) {
  return {
    JobId,
    Status: 'Succeeded',
    Tasks: [
      {
        TaskId: `call-${JobId}`,
        Status: 'SucceededFinish',
        CallingNumber: '057126883106',
        PlanedTime: PLANNED,
        Duration: 4000,
        Conversation: [
          { Speaker: 'Robot', Script: '您好', Timestamp: PLANNED },
          { Speaker: 'Contact', Script: '好的，<b>再见</b>', Timestamp: PLANNED + 3000 },
        ],
      },
    ],
  };
}

test('marks what changed, adds up, and says so to everyone', async ({
  task,
  simulator,
  jobIds,
  rowIds,
  page,
}) => {
  await simulator.putJobs([called(jobIds[0]!), called(jobIds[4]!)]);
  await task.refresh();

  await expect(task.strip).toContainText('已更新 2 条');
  expect(await task.sum()).toEqual({ updated: 2, unchanged: 18 });
  await expect(task.strip).not.toContainText(/RequestId|\d ms|\d s/);
  await expect(task.announced).toContainText('已更新 2 条');

  const changed = task.row(rowIds[0]!);
  await expect(changed).toHaveAttribute('data-verdict', 'updated');
  await expect(changed.locator('del').first()).toContainText('调度中');
  await expect(changed.locator('ins').first()).toContainText('成功');
  await expect(changed).toContainText('2 轮');
  await expect(changed).toContainText('好的，<b>再见</b>');
  await expect(task.row(rowIds[1]!)).toContainText('无变化');
  await expect(task.page.locator('tr[data-verdict=updated]')).toHaveCount(2);
  await expect(changed.locator('ins', { hasText: '00:04' })).toBeVisible();
  await expect(task.button).toBeFocused();

  // Each count narrows the table to its rows.
  await task.strip.getByRole('button', { name: '只看变化' }).click();
  await expect(task.rows()).toHaveCount(2);
  await task.strip.getByRole('button', { name: '无变化 18' }).click();
  await expect(task.rows()).toHaveCount(18);
  await task.strip.getByRole('button', { name: '显示全部 20 行' }).click();
  await expect(task.rows()).toHaveCount(20);
  await expect(page.getByText(/上次刷新 \d\d:\d\d:\d\d · 李雷 · (刚刚|\d+ 秒前)/)).toBeVisible();

  await task.strip.getByRole('button', { name: '逐行结果' }).click();
  await expect(task.strip.getByRole('row').nth(1)).toContainText('作业状态');
  await task.strip.getByRole('link', { name: '查看回执' }).click();
  await expect(page).toHaveURL(/\/receipts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('table')).toContainText('调度中');
});

test.describe('the four causes are told apart:', () => {
  test('(a) the provider failed', async ({ task, simulator, jobIds, rowIds, sql, page }) => {
    await simulator.putJobs([called(jobIds[0]!)]);
    await simulator.putFault({ kind: 'throttle', operation: 'ListJobs', jobId: jobIds[0] });
    await task.refresh();

    await expect(task.strip).toHaveAttribute('data-status', 'failed');
    await expect(task.strip).toContainText('服务商限流');
    await expect(task.strip).toContainText('没有写入任何数据');
    await expect(task.strip).toContainText('Throttling');
    await expect(task.strip).toContainText(/RequestId [0-9A-F-]{36}/);
    await expect(task.announced).toContainText('刷新失败');
    await expect(task.rows()).toHaveCount(20);
    await expect(page.getByText('上次刷新失败')).toBeVisible();
    const [row] = await sql`select call_status from leads_task_list where id = ${rowIds[0]!}`;
    expect(row).toEqual({ call_status: 'Scheduling' });

    await simulator.clearFaults();
    await task.strip.getByRole('button', { name: '重试' }).click();
    await expect(task.strip).toHaveAttribute('data-status', 'done');
    await expect(task.strip).toContainText('已更新 1 条');
    await expect(task.button).toBeFocused();
  });

  test('(b) nothing has changed', async ({ task, simulator, jobIds }) => {
    await simulator.putJobs([called(jobIds[0]!)]);
    await task.refresh();
    await task.refresh();
    await expect(task.strip).toContainText(
      /20 条已于 \d\d:\d\d:\d\d 全部核对：自 \d\d:\d\d:\d\d 以来没有变化，无需写入/,
    );
    await expect(task.announced).toContainText('没有变化');
    await expect(task.page.locator('tr[data-verdict=unchanged]')).toHaveCount(20);
    await expect(task.rows().first()).toContainText(/\d\d:\d\d:\d\d无变化/);
  });

  test('(c) rows have no job id', async ({ task, world, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await world.rows(task.taskId, [{ call_status: 'Executing' }, {}, { call_job_id: '' }]);
    await task.refresh();
    await expect(task.strip).toContainText('本任务另有 3 行没有作业 ID，刷新不到');
    await task.strip.getByRole('link', { name: '查看原因' }).click();

    await expect(page).toHaveURL(/tab=without-id/);
    await expect(page.getByText('没有它就无从查询')).toBeVisible();
    await expect(task.rows()).toHaveCount(3);
    await expect(task.rows().first()).toContainText('已提交，但服务商的答复丢失');
    await expect(task.rows().nth(1)).toContainText('未提交，或提交被拒绝');
    await expect(task.button).toHaveCount(0);

    // Whoever can submit them again gets the list, numbers masked.
    await page.getByRole('button', { name: '复制清单' }).click();
    await expect(page.getByText('已复制 3 行')).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(4);
    expect(copied).toMatch(/138\*{4}\d{4}/);
    expect(copied).not.toMatch(/1\d{10}/);
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载清单（CSV）' }).click();
    expect((await file).suggestedFilename()).toBe(`task-${task.taskId}-without-job-id.csv`);
  });

  test('(d) the change is on another page', async ({
    task,
    simulator,
    jobIds,
    world,
    organization,
    browser,
    signIn,
    page,
  }) => {
    // Looked at, page by page.
    for (const other of [2, 3])
      await page.request.get(`/api/tasks/${task.taskId}/jobs?page=${other}&size=20`);
    await task.open();
    await simulator.putJobs([20, 21, 41].map((index) => called(jobIds[index]!)));

    const colleague = await browser.newContext();
    await signIn(await world.user(organization, { name: '韩梅梅' }), colleague);
    for (const other of [2, 3]) {
      const answer = await colleague.request.post('/api/query-task-execution', {
        data: { task_id: task.taskId, page: other },
      });
      expect(answer.ok()).toBe(true);
    }
    await colleague.close();

    await task.refresh();
    await expect(task.strip).toContainText('没有变化');
    const elsewhere = page.getByText('其他页有 3 行变化');
    await expect(elsewhere).toBeVisible();
    await expect(elsewhere.getByRole('link')).toHaveText(['第 2 页', '第 3 页']);
    await expect(
      page.getByRole('navigation', { name: '分页' }).getByRole('link', { name: '第 2 页 · 2 行有变化' }),
    ).toBeVisible();
    await elsewhere.getByRole('link', { name: '第 2 页' }).click();

    await expect(page).toHaveURL(/page=2/);
    await expect(task.rows().first()).toContainText('成功');
    await expect(page.getByText('其他页有 1 行变化')).toBeVisible();
  });
});

test('starts one request, however often it is asked for, and says how long it has been', async ({
  task,
  page,
}) => {
  const held = await hold(page);
  await task.button.dblclick();
  await page.keyboard.press('r');
  await expect(task.strip).toContainText(/正在向服务商查询 20 个作业… \d+ 秒/);
  await expect(task.button).toHaveAttribute('aria-busy', 'true');
  await expect(task.button).toBeEnabled();
  await expect(task.button).toContainText(/查询中 \d+ 秒/);
  await expect(task.rows()).toHaveCount(20);
  await task.button.click();
  await held.release();
  await task.ended();
  expect(held.requests()).toBe(1);
  await expect(task.button).toHaveAttribute('aria-busy', 'false');
});

test('keeps page, scroll and focus', async ({ task, page }) => {
  await task.open('?page=1&size=50');
  const scroller = page.getByRole('region', { name: '第 1 页的作业' });
  await scroller.evaluate((element) => element.scrollTo({ top: 300 }));
  const opener = task.rows().nth(14).getByRole('link');
  await opener.focus();
  const before = await scroller.evaluate((element) => element.scrollTop);
  await page.keyboard.press('r');
  await task.ended();
  await expect(task.strip).toContainText(/45 条已于 \d\d:\d\d:\d\d 全部核对/);
  await expect(page).toHaveURL(/size=50/);
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
  await expect(opener).toBeFocused();
});

test('tells of every row what became of it', async ({ task, simulator, jobIds, rowIds }) => {
  await simulator.putFault({ kind: 'missingIds', operation: 'ListJobs', jobIds: [jobIds[0], jobIds[1]] });
  await simulator.putJobs([
    { JobId: jobIds[2]!, Status: 'Succeeded', Tasks: 'none' },
    { ...waiting(jobIds[3]!), Status: 'Zombie' },
  ]);
  await task.refresh();
  expect(await task.sum()).toEqual({ updated: 1, unchanged: 16, not_returned: 2, invalid: 1 });
  await expect(task.strip).toContainText('没有全部得到确认');
  await expect(task.row(rowIds[0]!)).toContainText('未返回');
  await expect(task.row(rowIds[2]!)).toContainText('数据无效');
  await expect(task.row(rowIds[3]!)).toContainText('Zombie');
});

test('lands on the page it belongs to, also when one has left it meanwhile', async ({
  task,
  simulator,
  jobIds,
  page,
}) => {
  await simulator.putJobs([called(jobIds[0]!)]);
  const held = await hold(page);
  await task.button.click();
  await expect(task.strip).toHaveAttribute('data-status', 'running');
  await page.getByRole('navigation', { name: '分页' }).getByRole('link', { name: '第 2 页' }).click();
  await expect(task.strip).toHaveAttribute('data-status', 'idle');
  await held.release();
  await task.refresh();
  await expect(task.strip).toContainText('没有变化');
  await page.getByRole('link', { name: '返回任务列表', exact: true }).click();
  await expect(page).toHaveURL(/\/tasks$/);

  await page.goBack();
  await page.getByRole('navigation', { name: '分页' }).getByRole('link', { name: '第 1 页' }).click();
  await task.ended();
  await expect(task.strip).toContainText('已更新 1 条');
  await expect(page.locator('tr[data-verdict=updated]')).toHaveCount(1);
});

test('says that the connection broke off, and does not claim that nothing was written', async ({
  task,
  page,
}) => {
  await page.route('**/api/tasks/*/refresh?*', (route) => route.abort());
  await task.refresh();
  await expect(task.strip).toContainText('与服务器的连接中断');
  await expect(task.strip).toContainText('刷新可能已经完成');
  await expect(task.strip).not.toContainText('没有写入');
  await expect(task.rows()).toHaveCount(20);
  await page.unroute('**/api/tasks/*/refresh?*');
  await task.strip.getByRole('button', { name: '重试' }).click();
  await expect(task.strip).toHaveAttribute('data-status', 'done');
});

test('says offline that nothing was sent, and goes on by itself', async ({ task, rowIds, page, context }) => {
  // Its code is here then.
  await task.row(rowIds[0]!).getByRole('link').click();
  await expect(page.getByRole('dialog').getByRole('region', { name: '跟进' })).toBeVisible();
  await page.keyboard.press('Escape');
  let requests = 0;
  page.on('request', (request) => (requests += Number(/\/tasks\/\d+\/refresh\?/.test(request.url()))));
  await context.setOffline(true);
  await task.button.click();
  await expect(task.strip).toContainText('您已离线，什么都没有发出');
  await expect(task.button).toContainText('等待联网');
  await task.row(rowIds[9]!).getByRole('link').click();
  await expect(page.getByRole('dialog')).toContainText('您已离线');
  expect(requests).toBe(0);
  await context.setOffline(false);
  await task.ended();
  await expect(task.strip).toHaveAttribute('data-status', 'done');
  await expect(page.getByRole('dialog').getByRole('region', { name: '跟进' })).toBeVisible();
  expect(requests).toBe(1);
});

test('what changed, and why a later refresh failed, stays to be seen over a reload', async ({
  task,
  simulator,
  jobIds,
  rowIds,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await simulator.putJobs([called(jobIds[0]!), called(jobIds[4]!)]);
  await task.refresh();
  await page.reload();
  await expect(task.strip).toContainText('已更新 2 条');
  const marked = page.locator('tr[data-verdict=updated]');
  await expect(marked).toHaveCount(2);
  await expect(task.row(rowIds[0]!).locator('del').first()).toContainText('调度中');

  await simulator.putFault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobIds[0] });
  await task.refresh();
  for (const load of [() => Promise.resolve(), () => page.reload()]) {
    await load();
    await expect(task.strip).toHaveAttribute('data-status', 'failed');
    await expect(task.strip).toContainText('服务商拒绝了我们的凭证或权限');
    await expect(task.strip.getByRole('button', { name: '重试' })).toHaveCount(0);
    await expect(marked).toHaveCount(2);
    await expect(task.row(rowIds[1]!)).toContainText(/截至 \d\d:\d\d:\d\d/);
  }
  await task.strip.getByRole('button', { name: '复制给管理员' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /任务 ID \d+[^]+服务商代码：[^]+RequestId: [0-9A-F-]{36}[^]+\/receipts\//,
  );

  // Whose job was opened has been looked at.
  await task.row(rowIds[0]!).getByRole('link').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(marked).toHaveCount(1);

  // Another browser knows of the failure from its receipt.
  const other = new TaskPage(await context.newPage(), task.taskId);
  await other.open();
  await expect(other.strip).toContainText('服务商拒绝了我们的凭证或权限');
  await expect(other.strip).toContainText(/RequestId [0-9A-F-]{36}/);
});

test('the address holds page and size; Back goes back', async ({ task, rowIds, page }) => {
  await page.getByLabel('前往第几页，共 3 页').fill('99');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/page=3/);
  await expect(task.rows()).toHaveCount(5);
  await page.locator('label', { hasText: /^50$/ }).click();
  await expect(page).toHaveURL(/size=50/);
  await expect(task.rows()).toHaveCount(45);
  await page.goBack();
  await expect(task.rows()).toHaveCount(5);
  await page.goBack();
  await expect(task.row(rowIds[0]!)).toBeVisible();

  await page.goto(`/tasks/${task.taskId}?page=77&size=33`);
  await expect(task.row(rowIds[44]!)).toBeVisible();
  await expect(page).toHaveURL(/page=3(?!\d)/);
});

test('rows are walked by the arrow keys and opened by Enter', async ({ task, rowIds, page }) => {
  await task.rows().first().getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(task.row(rowIds[2]!).getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`job=${rowIds[2]}`));
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(task.row(rowIds[2]!).getByRole('link')).toBeFocused();
});

test('a task of another organization is not there', async ({ task, world, page }) => {
  const other = await world.task(await world.organization('别的机构'), { name: '别人的任务' });
  expect(other).not.toBe(task.taskId);
  await page.goto(`/tasks/${other}`);
  await expect(page.getByText('找不到这个页面')).toBeVisible();
  await expect(page.getByText('别人的任务')).toHaveCount(0);
});

test.describe('time and verdict of a row are of one check:', () => {
  test('a refresh of the job alone ends the page receipt’s mark', async ({
    task,
    simulator,
    jobIds,
    rowIds,
    page,
  }) => {
    await simulator.putJobs([called(jobIds[0]!), called(jobIds[1]!)]);
    await task.refresh();
    const row = task.row(rowIds[0]!);
    await expect(row).toHaveAttribute('data-verdict', 'updated');
    await row.getByRole('link').click();
    await page.getByRole('button', { name: '刷新这个作业（R）' }).click();
    await expect(page.getByRole('region', { name: '这个作业的刷新结果' })).toContainText('没有变化');
    await expect(row).toContainText('无变化');
    await expect(row).not.toHaveAttribute('data-verdict');
    await expect(row.locator('del')).toHaveCount(0);
    await expect(task.row(rowIds[1]!)).toHaveAttribute('data-verdict', 'updated');
  });
});

test('says what changed where old and new would read the same', async ({
  task,
  simulator,
  jobIds,
  rowIds,
}) => {
  const first = called(jobIds[0]!);
  await simulator.putJobs([first]);
  await task.refresh();
  const call = {
    ...first.Tasks[0],
    CallingNumber: '057129993106',
    PlanedTime: PLANNED + 5000,
    Conversation: [
      { Speaker: 'Robot', Script: '您好', Timestamp: PLANNED },
      { Speaker: 'Contact', Script: '不用了', Timestamp: PLANNED + 3000 },
    ],
  };
  await simulator.putJobs([{ ...first, Tasks: [call] }]);
  await task.refresh();
  await expect(task.strip).toContainText('已更新 1 条');
  const row = task.row(rowIds[0]!);
  await expect(row).toContainText('内容有变化（仍 2 轮）');
  await expect(row).toContainText('隐藏部分有变化');
  await expect(row.locator('del')).toHaveText(/20 10:00:00$/);
  await expect(row.locator('ins', { hasText: '10:00:05' })).toBeVisible();
  await task.strip.getByRole('button', { name: '逐行结果' }).click();
  await expect(task.strip.getByRole('table')).toContainText('内容有变化（仍 2 轮）');
  await expect(task.strip.getByRole('table')).toContainText('隐藏部分有变化');
});

test('says how many recordings were not obtained, and is not all clean then', async ({
  task,
  simulator,
  jobIds,
}) => {
  await simulator.putJobs([called(jobIds[0]!), called(jobIds[1]!)]);
  await simulator.putFault({ kind: 'recordingNotReady', jobIds: [jobIds[0], jobIds[1]] });
  await task.refresh();
  await expect(task.strip).toContainText('2 个录音没有取到');
  await expect(task.strip.locator('[data-tone]')).toHaveAttribute('data-tone', 'mixed');
  await expect(task.announced).toContainText('2 个录音没有取到');
  await simulator.clearFaults();
  await task.refresh();
  await expect(task.strip.locator('[data-tone]')).toHaveAttribute('data-tone', 'good');
});

test('a long pause that the provider asks for is told at once, with the seconds left', async ({
  task,
  simulator,
  jobIds,
  page,
}) => {
  await simulator.putFault({
    kind: 'throttle',
    retryAfterMs: 30_000,
    operation: 'ListJobs',
    jobId: jobIds[0],
  });
  await task.button.click();
  await expect(task.strip).toHaveAttribute('data-status', 'failed', { timeout: 8000 });
  await expect(task.strip).toContainText('服务商限流');
  await expect(task.strip).toContainText('Throttling.User');
  await expect(task.strip).not.toContainText('马上重试');
  const retry = task.strip.getByRole('button', { name: /^[12]\d 秒后可重试$/ });
  await expect(retry).toHaveAttribute('aria-disabled', 'true');

  // Every button that refreshes waits with it, also after a reload.
  await expect(task.button).toHaveText(/^[12]\d 秒后可刷新$/);
  await task.rows().first().getByRole('link').click();
  const ofJob = page.getByRole('dialog').getByRole('button', { name: /^[12]\d 秒后可刷新$/ });
  await expect(ofJob).toHaveAttribute('aria-disabled', 'true');
  await page.reload();
  await expect(task.button).toHaveText(/^\d+ 秒后可刷新$/);
  await expect(retry.or(task.strip.getByRole('button', { name: /^\d 秒后可重试$/ }))).toBeVisible();
});

test('an unknown job id is not told as a missing instance', async ({ task, simulator, jobIds }) => {
  await simulator.putFault({ kind: 'notExistJob', operation: 'ListJobs', jobId: jobIds[0] });
  await task.refresh();
  await expect(task.strip).toContainText('有作业 ID 在服务商那边不存在');
  await expect(task.strip).not.toContainText('实例');
});

test('tells why a row is invalid in words and in full', async ({ task, simulator, jobIds, rowIds }) => {
  await simulator.putJobs([{ JobId: jobIds[0]!, Status: 'Succeeded', Tasks: [{ PlanedTime: '明天' }] }]);
  await task.refresh();
  const why = task.row(rowIds[0]!).getByText('PlanedTime 不是数字');
  await expect(why).toBeVisible();
  expect(await why.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});

test.describe('what the page says of checks that are not its own refresh:', () => {
  test('rows that another page size has checked', async ({ task, simulator, jobIds, page }) => {
    await expect(page.getByText('本页尚未刷新')).toBeVisible();
    await task.refresh();
    await task.open('?page=1&size=50');
    await expect(page.getByText(/本页的行最近核对于 \d\d:\d\d:\d\d · /)).toBeVisible();
    await expect(page.getByText('本页尚未刷新')).toHaveCount(0);

    await simulator.putFault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobIds[0] });
    await task.refresh();
    await expect(task.strip).toContainText(/最近核对于 \d\d:\d\d:\d\d，其中 25 行尚未核对/);
  });

  test('a tab that comes back to the front shows what another one brought', async ({
    task,
    simulator,
    jobIds,
    rowIds,
    context,
  }) => {
    const other = new TaskPage(await context.newPage(), task.taskId);
    await other.open();
    await simulator.putJobs([called(jobIds[0]!)]);
    await task.refresh();
    await expect(other.row(rowIds[0]!)).toContainText('调度中');
    await expect(async () => {
      await other.page.evaluate(() => dispatchEvent(new Event('focus')));
      await expect(other.row(rowIds[0]!)).toContainText('成功', { timeout: 1000 });
    }).toPass();
    await expect(other.page.getByText(/上次刷新 \d\d:\d\d:\d\d/)).toBeVisible();
  });

  test('a reload in the middle of a refresh', async ({ task, simulator, jobIds, rowIds, page }) => {
    await simulator.putJobs([called(jobIds[0]!)]);
    const release = await simulator.hold({ operation: 'ListJobs', jobId: jobIds[0] });
    await task.button.click();
    await expect.poll(async () => (await simulator.requests(jobIds[0]!)).length).toBeGreaterThan(0);
    await page.reload();
    const busy = page.locator('main').filter({ has: page.locator('#refresh-page[aria-busy=true]') });
    await expect(busy.getByRole('region', { name: '刷新结果' })).toContainText('刷新仍在进行');
    await expect(page.getByText('本页尚未刷新')).toHaveCount(0);
    await release();
    await expect(page.getByText(/上次刷新 \d\d:\d\d:\d\d/)).toBeVisible({ timeout: 15_000 });
    await expect(task.row(rowIds[0]!)).toContainText('成功');
    await expect(task.strip).not.toContainText('仍在进行');
    await page.reload();
    await expect(task.strip).toContainText('按 R');
  });
});

test('shows the key R on the page’s refresh only while no job is open', async ({ task, rowIds, page }) => {
  await expect(task.button).toHaveText('刷新本页R');
  await expect(task.strip).toContainText('按 R 或点「刷新本页」');
  await task.row(rowIds[0]!).getByRole('link').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(task.button).toHaveText('刷新本页');
  await expect(task.strip).not.toContainText('按 R');
  await page.keyboard.press('Escape');
  await expect(task.button).toHaveText('刷新本页R');
});

test('a job closed by Escape in the very moment that it appears is closed, and the page stays', async ({
  task,
  rowIds,
  page,
}) => {
  // Once its code is there, a job appears with the click, before the address has it.
  await task.row(rowIds[1]!).getByRole('link').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[role="dialog"]')) return;
      observer.disconnect();
      const escape = { key: 'Escape', bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', escape));
      document.documentElement.dataset.escaped = location.search;
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  await task.row(rowIds[0]!).getByRole('link').click();
  await page.locator('html[data-escaped]').waitFor();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(task.button).toHaveText('刷新本页R');
  await expect(page).toHaveURL(new RegExp(`/tasks/${task.taskId}$`));
  await expect(task.rows().first()).toBeVisible();
});

test('a row without a job id tells cause, next step and a text to copy', async ({
  task,
  world,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [rowId] = await world.rows(task.taskId, [{}]);
  await page.goto(`/tasks/${task.taskId}?tab=without-id&job=${rowId}`);
  const cause = page.getByRole('region', { name: '这一行没有更新的原因' });
  await expect(cause).toContainText('这一行没有作业 ID');
  await expect(cause).toContainText('重新提交这条线索');
  await expect(page.getByRole('dialog')).toContainText('无从向服务商查询对话');
  await expect(page.getByRole('dialog')).not.toContainText('电话没有接通，所以没有对话');
  await cause.getByRole('button', { name: '复制工单文本' }).click();
  await expect(cause.getByRole('button', { name: '已复制' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`行 ID：${rowId}`);
  expect(copied).not.toMatch(/1\d{10}/);
});
