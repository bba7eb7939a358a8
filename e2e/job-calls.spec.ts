import { randomUUID } from 'node:crypto';

import type { Locator, Page } from '@playwright/test';

import { violations } from './fixtures/axe';
import { refreshFirstPage } from './fixtures/refresh';
import { settings } from './fixtures/settings';
import type { ProviderJob, Simulator } from './fixtures/simulator';
import { expect, test as base } from './fixtures/test';
import { drawer, openJob } from './pages/job-panel';

const PHONE = '13812348000';
const SECONDS = 30;
const EARLIER_WORDS = ['您好，这里是装修回访。', '我在开会，晚点再打。', '好的，稍后联系您。'];
const LATEST_WORDS = ['您好，又打扰您了。', '现在可以，你说价格吧。'];

type Scene = { taskId: number; job: ProviderJob; jobId: string; rowId: number; names: string[] };

/** A task whose first job was called three times, refreshed; two more jobs after it, and one row without a job id. */
const test = base.extend<{ scene: Scene }>({
  scene: async ({ page, world, simulator, organization, operator, signIn }, use) => {
    const taskId = await world.task(organization);
    const job = calledThrice();
    const waiting = [1, 2].map(() => ({ JobId: randomUUID(), Status: 'Scheduling', Tasks: [] }));
    await simulator.putJobs([job, ...waiting]);
    const names = ['王建国', '李秀英', '张国华', '刘玉兰'];
    const rows = await world.rows(
      taskId,
      [job.JobId, ...waiting.map(({ JobId }) => JobId), null].map((call_job_id, index) => ({
        call_job_id,
        call_status: 'Scheduling',
        leads_name: names[index]!,
        leads_phone: PHONE,
      })),
    );
    await signIn(operator);
    await refreshFirstPage(page, taskId, { recordings: true });
    await use({ taskId, job, jobId: job.JobId, rowId: rows[0]!, names });
  },
});

const callIds = (jobId: string) => [1, 2, 3].map((number) => `call-${number}-${jobId}`);

/** Nobody answered; answered and put off; answered. All fields are DescribeJob's. */
function calledThrice(): ProviderJob {
  const JobId = randomUUID();
  const [first, second, third] = callIds(JobId);
  const at = Date.now() - 3 * 3_600_000;
  const call = (TaskId: string, startedAt: number, words: string[], more: Record<string, unknown>) => ({
    TaskId,
    CalledNumber: PHONE,
    CallingNumber: '057126883106',
    PlanedTime: startedAt - 4000,
    ActualTime: startedAt,
    Conversation: words.map((Script, index) => ({
      Speaker: index % 2 === 0 ? 'Robot' : 'Contact',
      Script,
      Timestamp: startedAt + (index + 1) * 6000,
    })),
    ...more,
  });
  return {
    JobId,
    Status: 'Succeeded',
    Summary: [{ SummaryName: '意向等级', Content: 'A', Category: '{}' }],
    Tasks: [
      call(first!, at, [], { Status: 'NoAnswer', RealRingingDuration: 42_000, SipCode: '480' }),
      call(second!, at + 3_600_000, EARLIER_WORDS, {
        Status: 'SucceededClientHangUp',
        Duration: SECONDS * 1000,
        EndTime: at + 3_600_000 + 36_000,
        EndReason: 'CLIENT_HANGUP',
        HangUpDirection: 'client',
        RealRingingDuration: 6000,
        SipCode: '200',
      }),
      call(third!, at + 7_200_000, LATEST_WORDS, {
        Status: 'SucceededFinish',
        Duration: SECONDS * 1000,
        EndReason: 'SOMETHING_NEW',
        HangUpDirection: 'robot',
        RealRingingDuration: 4000,
      }),
    ],
  };
}

const callItem = (page: Page, number: number): Locator => drawer(page).locator(`[data-call="${number}"]`);
const audioTime = (page: Page) =>
  page.locator('#callboard-audio').evaluate((audio) => (audio as HTMLAudioElement).currentTime);
const audioSource = (page: Page) =>
  page.locator('#callboard-audio').evaluate((audio) => (audio as HTMLAudioElement).src);

async function described(simulator: Simulator, jobId: string): Promise<number> {
  const requests = await simulator.requests(jobId);
  return requests.filter(({ operation }) => operation === 'DescribeJob').length;
}

test.describe('every attempt', () => {
  test('is listed, the newest first, with what the provider tells of it', async ({ page, scene }) => {
    await openJob(page, scene);
    await expect(drawer(page).locator('[data-call]')).toHaveCount(3);
    expect(
      await drawer(page)
        .locator('[data-call]')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-call'))),
    ).toEqual(['3', '2', '1']);

    const second = callItem(page, 2);
    for (const text of ['已接通-用户无理由挂机', 'SucceededClientHangUp', '00:30', '6 秒', '客户', '200'])
      await expect(second).toContainText(text);
    await expect(second.getByText('用户无理由挂机', { exact: false }).last()).toContainText('CLIENT_HANGUP');
    await expect(second).toContainText(EARLIER_WORDS[1]!);
    await expect(callItem(page, 3)).toContainText('SOMETHING_NEW');
    await expect(callItem(page, 3)).toContainText('机器人');
    await expect(callItem(page, 3)).toContainText('正在查看');
    await expect(callItem(page, 1)).toContainText('42 秒');
    await expect(callItem(page, 1)).toContainText('480');
    await expect(callItem(page, 1).getByRole('button')).toHaveCount(0);
    await expect(callItem(page, 1).getByRole('img', { name: '没有接通，没有录音' })).toBeVisible();
    await expect(drawer(page)).toContainText(/详情由服务商于 \d\d:\d\d:\d\d 给出/);
    expect(await page.locator('body').innerText()).not.toContain(PHONE);
  });

  test('has its own sound and its own words', async ({ page, scene }) => {
    const [, second] = callIds(scene.jobId);
    await openJob(page, scene);
    const job = drawer(page);
    await expect(job.locator('[data-index]')).toHaveCount(LATEST_WORDS.length);
    await callItem(page, 2).getByRole('button', { name: '播放第 2 通' }).click();

    await expect.poll(() => audioTime(page)).toBeGreaterThan(0.4);
    expect(await audioSource(page)).toContain(`/api/jobs/${scene.rowId}/recording?call=${second}`);
    await expect(page).toHaveURL(new RegExp(`[?&]call=${second}`));
    await expect(job.getByText('正在看第 2 通，共 3 通')).toBeVisible();
    await expect(job.locator('[data-index]')).toHaveCount(EARLIER_WORDS.length);
    await expect(job.locator('[data-index="1"]')).toContainText(EARLIER_WORDS[1]!);
    await expect(job.getByText('意向等级')).toHaveCount(0);
    // Keys, search and sentence links mean the call that is shown.
    await page.keyboard.press('Space');
    await expect(callItem(page, 2).getByRole('button', { name: '播放第 2 通' })).toBeAttached();
    await page.keyboard.press('/');
    await job.getByRole('textbox', { name: '在对话中搜索' }).fill('开会');
    await expect(job.getByText('1 / 1')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await job.locator('[data-index="1"]').hover();
    await job.getByRole('button', { name: '复制这一句的链接' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).searchParams.get('call')).toBe(second);
    expect(Number(new URL(link).searchParams.get('t'))).toBeGreaterThan(0);
    await job.getByRole('button', { name: '下载录音' }).click();
    await expect(page.getByRole('menuitem', { name: '原始文件' })).toHaveAttribute(
      'href',
      new RegExp(`^/api/jobs/${scene.rowId}/recording\\?download=1&.*call=${second}$`),
    );
  });

  test('leaves the sound of another call on while the latest is read, and leads back to it', async ({
    page,
    scene,
  }) => {
    const [, second] = callIds(scene.jobId);
    await openJob(page, scene);
    const job = drawer(page);
    await callItem(page, 2).getByRole('button', { name: '播放第 2 通' }).click();
    await expect.poll(() => audioTime(page)).toBeGreaterThan(0.4);
    await job.getByRole('button', { name: '回到列表所示通话' }).click();
    await expect(page).not.toHaveURL(/call=/);
    await expect(job.locator('[data-index]')).toHaveCount(LATEST_WORDS.length);
    await expect(job.getByText('意向等级')).toBeVisible();
    const small = job.getByRole('group', { name: '正在播放这个作业的另一通录音' });
    await expect(small).toContainText('王建国 · 第 2 通');
    await small.getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`[?&]call=${second}`));
    await expect(small).toHaveCount(0);
    await job.getByRole('button', { name: '回到列表所示通话' }).click();
    await job.getByRole('button', { name: '播放', exact: true }).click();
    await expect.poll(() => audioSource(page)).toMatch(/\/recording$/);
    await expect.poll(() => audioTime(page)).toBeGreaterThan(0.2);
  });

  test('can be read without being played, and opened by a link to one of its sentences', async ({
    page,
    scene,
  }) => {
    const [, second] = callIds(scene.jobId);
    await openJob(page, scene);
    await callItem(page, 2).getByRole('button', { name: '看对话（3 句）' }).click();
    await expect(drawer(page).locator('[data-index="0"]')).toBeInViewport();
    await expect(drawer(page).getByText(EARLIER_WORDS[0]!)).toBeVisible();

    await openJob(page, scene, `&call=${second}&t=20`);
    await expect(drawer(page).locator('[data-index][data-active]')).toContainText(EARLIER_WORDS[2]!);
    await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
    await expect.poll(() => audioTime(page)).toBeGreaterThan(20);

    await openJob(page, scene, '&call=nobody');
    await expect(drawer(page).getByText('链接中的通话不属于该作业')).toBeVisible();
    await expect(drawer(page).getByText(LATEST_WORDS[1]!)).toBeVisible();
  });

  test('is shown as far as it is known when DescribeJob fails, and why', async ({
    page,
    simulator,
    scene,
  }) => {
    const [, second] = callIds(scene.jobId);
    await simulator.putFault({ kind: 'forbidden', operation: 'DescribeJob', jobId: scene.jobId });
    await openJob(page, scene);
    const job = drawer(page);
    await expect(job.getByText(LATEST_WORDS[1]!)).toBeVisible();
    const told = job.getByRole('status').filter({ hasText: '服务商没有给出最新的详情' });
    await expect(told).toContainText('NoPermission');
    await expect(told).toContainText(/RequestId\s*[0-9A-F-]{8,}/i);
    await expect(told).toContainText(/下面是 \d\d:\d\d:\d\d 时已知的内容/);
    await expect(job.locator('[data-call]')).toHaveCount(3);
    await expect(callItem(page, 2)).toContainText('已接通-用户无理由挂机');
    await callItem(page, 2).getByRole('button', { name: '查看' }).click();
    await expect(job.getByText('服务商暂未提供这通电话的对话')).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`[?&]call=${second}`));

    await simulator.clearFaults();
    await told.getByRole('button', { name: '重试' }).click();
    await expect(told).toHaveCount(0);
    await expect(job.getByText(EARLIER_WORDS[1]!)).toBeVisible();
  });

  test('is asked for when a job is opened, not for those one passes by', async ({
    page,
    simulator,
    scene,
  }) => {
    await page.goto(`/tasks/${scene.taskId}`);
    await page.getByRole('link', { name: scene.names[0]!, exact: true }).hover();
    await openJob(page, scene);
    await expect(callItem(page, 2)).toContainText('CLIENT_HANGUP');
    expect(await described(simulator, scene.jobId)).toBe(1);

    const neighbours = (
      await page.request.get(`/api/tasks/${scene.taskId}/jobs?page=1&size=20`)
    ).json() as Promise<{
      rows: { jobId: string }[];
    }>;
    const [, passed, stayed] = (await neighbours).rows;
    expect(await described(simulator, passed!.jobId)).toBe(0);
    // On as soon as the job is there, however slow the machine is.
    await page.evaluate(async (passedName) => {
      const press = () =>
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', cancelable: true }));
      const passed = new Promise<void>((resolve) => {
        new MutationObserver((_changes, observer) => {
          if (document.querySelector('[role=dialog] h2')?.textContent !== passedName) return;
          observer.disconnect();
          resolve();
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      press();
      await passed;
      press();
    }, scene.names[1]!);
    await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(scene.names[2]!);
    await expect.poll(() => described(simulator, stayed!.jobId)).toBe(1);
    expect(await described(simulator, passed!.jobId)).toBe(0);
  });
});

test('says before when nothing can change, until the time has come', async ({
  page,
  world,
  simulator,
  scene,
}) => {
  const next = Math.ceil(Date.now() / 60_000) * 60_000 + 5_400_000;
  const job = { JobId: randomUUID(), Status: 'Scheduling', NextExecutionTime: next, Tasks: [] };
  await simulator.putJobs([job]);
  const [rowId] = await world.rows(scene.taskId, [{ call_job_id: job.JobId, call_status: 'Scheduling' }]);
  await openJob(page, { taskId: scene.taskId, rowId: rowId! });
  const clock = new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(next);
  const told = drawer(page).getByText(`${clock} 之前不会有变化`);
  await expect(told).toBeVisible();
  await page.clock.setFixedTime(next + 1000);
  await expect(told).toHaveCount(0, { timeout: 15_000 });
});

test.describe('refreshing the open job', () => {
  const result = (page: Page) => drawer(page).getByRole('region', { name: '这个作业的刷新结果' });
  const button = (page: Page) => drawer(page).locator('button[aria-keyshortcuts="R"]');

  test('tells what changed, brings it into row, history and conversation, and announces it', async ({
    page,
    simulator,
    scene,
  }) => {
    await openJob(page, scene);
    await expect(callItem(page, 2)).toContainText('CLIENT_HANGUP');
    const tasks = scene.job.Tasks as Record<string, unknown>[];
    const again = {
      TaskId: `call-4-${scene.jobId}`,
      Status: 'Busy',
      CalledNumber: PHONE,
      CallingNumber: '057126883107',
      PlanedTime: Date.now() - 60_000,
      ActualTime: Date.now() - 50_000,
      SipCode: '486',
    };
    await simulator.putJobs([{ ...scene.job, Status: 'Scheduling', Tasks: [...tasks, again] }]);
    await button(page).click();

    await expect(result(page)).toHaveAttribute('data-status', 'done');
    await expect(result(page)).toContainText(/\d\d:\d\d:\d\d 已更新，写入 \d 项变化/);
    await expect(result(page).getByRole('listitem').filter({ hasText: '作业状态' })).toContainText('成功');
    await expect(result(page).locator('ins').first()).toHaveText('调度中');
    await expect(drawer(page).getByRole('status').filter({ hasText: '已更新，写入' })).toContainText(
      '作业状态 成功 变为 调度中',
    );
    await expect(page.locator(`tr[data-row-id="${scene.rowId}"]`)).toContainText('未接通-占线');
    await expect(callItem(page, 4)).toContainText('486');
    await expect(callItem(page, 4)).toContainText('正在查看');
    await expect(drawer(page).locator('[data-recording]')).toContainText('作业尚未结束');
    await expect(drawer(page).getByText('没有对话', { exact: true })).toBeVisible();
    await result(page).getByRole('link', { name: '查看回执' }).click();
    await expect(page).toHaveURL(/\/receipts\//);
    await expect(page.getByText('单个作业').first()).toBeVisible();
  });

  test('says that nothing changed, since when, and goes away when it is closed', async ({ page, scene }) => {
    await openJob(page, scene);
    await expect(button(page)).toBeVisible();
    await page.keyboard.press('r');
    await expect(result(page)).toContainText(
      /\d\d:\d\d:\d\d 已核对：自 \d\d:\d\d:\d\d 以来没有变化，无需写入/,
    );
    await expect(result(page)).not.toContainText(/RequestId|\d s/);
    await expect(page.locator('#refresh-page')).toHaveAttribute('aria-busy', 'false');
    await result(page).getByRole('button', { name: '收起刷新结果' }).click();
    await expect(result(page)).toHaveCount(0);
    await expect(button(page)).toBeFocused();
  });

  test('tells why it failed with code and RequestId, and tries again', async ({ page, simulator, scene }) => {
    await openJob(page, scene);
    await expect(callItem(page, 2)).toContainText('CLIENT_HANGUP');
    await simulator.putFault({ kind: 'forbidden', operation: 'ListJobs', jobId: scene.jobId });
    await button(page).click();
    await expect(result(page)).toHaveAttribute('data-status', 'failed');
    await expect(result(page)).toContainText('服务商拒绝了我们的凭证或权限');
    await expect(result(page)).toContainText('没有写入任何数据');
    await expect(result(page)).toContainText('NoPermission');
    await expect(result(page)).toContainText(/RequestId\s*[0-9A-F-]{8,}/i);
    await expect(result(page).getByRole('button', { name: '复制工单文本' })).toBeVisible();
    await expect(drawer(page).getByText('这一行没有更新的原因')).toHaveCount(0);
    // Credentials that are refused are for the administrator: nothing to retry, and the details to hand over.
    await expect(result(page).getByRole('button', { name: '复制给管理员' })).toBeVisible();
    await expect(result(page).getByRole('button', { name: '重试' })).toHaveCount(0);

    await simulator.clearFaults();
    await simulator.putFault({ kind: 'throttle', operation: 'ListJobs', jobId: scene.jobId });
    await button(page).click();
    await expect(result(page)).toContainText('服务商限流');
    await simulator.clearFaults();
    await result(page).getByRole('button', { name: '重试' }).click();
    await expect(result(page)).toContainText('没有变化');
    await expect(button(page)).toBeFocused();
  });

  test('says that the provider did not answer for the job, or with what cannot be understood', async ({
    page,
    simulator,
    scene,
  }) => {
    await openJob(page, scene);
    await expect(callItem(page, 2)).toContainText('CLIENT_HANGUP');
    await simulator.putFault({ kind: 'missingIds', operation: 'ListJobs', jobId: scene.jobId });
    await button(page).click();
    await expect(result(page)).toContainText('服务商未返回该作业，没有写入');
    await expect(result(page).getByRole('button', { name: '复制工单文本' })).toBeVisible();
    await simulator.clearFaults();
    // Words that are no list are refused alone; a status that is no text makes the row invalid.
    await simulator.putFault({
      kind: 'wrongTypes',
      operation: 'ListJobs',
      jobId: scene.jobId,
      field: 'Status',
      value: 7,
    });
    await button(page).click();
    await expect(result(page)).toContainText('服务商给的数据无法识别，没有写入');
  });

  test('starts once, whatever is pressed meanwhile, and is not offered without a job id', async ({
    page,
    scene,
  }) => {
    let requests = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/refresh', async (route) => {
      requests += 1;
      await held;
      await route.continue();
    });
    await openJob(page, scene);
    await button(page).click();
    await expect(button(page)).toHaveAttribute('aria-busy', 'true');
    await expect(result(page)).toContainText(/正在向服务商查询这个作业… \d+ 秒/);
    await button(page).click();
    await page.keyboard.press('r');
    release();
    await expect(result(page)).toHaveAttribute('data-status', 'done');
    expect(requests).toBe(1);

    await page.goto(`/tasks/${scene.taskId}?tab=without-id`);
    await page.getByRole('link', { name: scene.names[3]!, exact: true }).click();
    await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(scene.names[3]!);
    await expect(button(page)).toHaveCount(0);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`passes axe with another call shown and a result told, ${scheme}`, async ({
    page,
    context,
    scene,
  }) => {
    test.slow();
    await context.addCookies([{ name: 'callboard-theme', value: scheme, url: settings().baseUrl }]);
    const [, second] = callIds(scene.jobId);
    await openJob(page, scene, `&call=${second}`);
    await expect(callItem(page, 2)).toContainText('CLIENT_HANGUP');
    await page.keyboard.press('r');
    await expect(drawer(page).getByText('没有变化，无需写入')).not.toHaveCount(0);
    expect(await violations(page)).toEqual([]);
  });
}
