import { randomUUID } from 'node:crypto';

import type { Page } from '@playwright/test';

import { Audio } from './fixtures/audio';
import { refreshFirstPage } from './fixtures/refresh';
import { callOf, type ProviderJob, type Simulator } from './fixtures/simulator';
import { expect, test as base } from './fixtures/test';
import type { World } from './fixtures/world';
import { drawer, openJob, opener } from './pages/job-panel';

const PHONE = '13812348000';
const MASKED = '138****8000';
const SECONDS = 40;
const REMARK = '周六上午再联系 <i>客户</i>';
/** Where each sentence begins in the sound, in seconds, and how long each takes. */
const STARTS = [0, 3, 6.5, 10, 14, 17.5, 21, 25, 28.5, 32, 36];
const SAID_SECONDS = 2.5;
const WORDS = ['您好，请问是王先生吗？', '是我，<b>你说</b>。', '请问您对价格还有什么疑问？'];

type Scene = { taskId: number; rows: number[]; names: string[] };

const test = base.extend<{ scene: Scene; audio: Audio }>({
  /** Five jobs of one task, refreshed: connected, connected, not answered, going on, connected. */
  scene: async ({ page, world, simulator, organization, operator, signIn }, use) => {
    const taskId = await world.task(organization);
    const names = ['王建国', '李秀英', '张国华', '刘玉兰', '陈志强'];
    const jobs = [connected(), connected(), notAnswered(), calling(), connected()];
    await simulator.putJobs(
      jobs,
      Object.fromEntries(jobs.filter(isConnected).map((job) => [callOf(job), SOUND])),
    );
    const rows = await world.rows(
      taskId,
      jobs.map(({ JobId }, index) => ({
        call_job_id: JobId,
        call_status: 'Scheduling',
        leads_name: names[index]!,
        leads_phone: PHONE,
      })),
    );
    await world.followUp(rows[0]!, REMARK);
    await signIn(operator);
    await refreshFirstPage(page, taskId);
    await use({ taskId, rows, names });
  },
  audio: ({ page }, use) => use(new Audio(page)),
});

const SOUND = {
  seconds: SECONDS,
  segments: STARTS.map((from, index) => ({
    speaker: index % 2 === 0 ? 'Robot' : 'Contact',
    from,
    to: from + SAID_SECONDS,
  })),
};

const isConnected = ({ Status }: ProviderJob) => Status === 'Succeeded';

function connected(): ProviderJob {
  const startedAt = Date.now() - 600_000;
  const JobId = randomUUID();
  return {
    JobId,
    Status: 'Succeeded',
    Contacts: [{ ContactName: '王建国', Honorific: '先生', PhoneNumber: PHONE, ReferenceId: 'crm-77' }],
    Extras: [{ Key: '来源渠道', Value: '官网' }],
    Summary: [{ SummaryName: '通话小结', Content: '客户关心价格', Category: '文本' }],
    Tasks: [
      {
        TaskId: `call-${JobId}`,
        Status: 'SucceededFinish',
        CalledNumber: PHONE,
        CallingNumber: '057126883106',
        PlanedTime: startedAt - 4000,
        ActualTime: startedAt,
        Duration: SECONDS * 1000,
        Conversation: STARTS.map((start, index) => ({
          Speaker: index % 2 === 0 ? 'Robot' : 'Contact',
          Script: WORDS[index % WORDS.length],
          // The provider tells when a sentence was complete.
          Timestamp: startedAt + (start + SAID_SECONDS) * 1000,
        })),
      },
    ],
  };
}

function notAnswered(): ProviderJob {
  const JobId = randomUUID();
  const call = { TaskId: `call-${JobId}`, Status: 'NoAnswer', CalledNumber: PHONE, PlanedTime: Date.now() };
  return { JobId, Status: 'Failed', FailureReason: 'NoAnswer', Tasks: [call] };
}

function calling(): ProviderJob {
  return { JobId: randomUUID(), Status: 'Scheduling', Tasks: [] };
}

/** Plays a further job whose recording is far longer than what the browser loads of it ahead. */
async function playHalfAnHour({
  page,
  world,
  simulator,
  scene,
  audio,
}: {
  page: Page;
  world: World;
  simulator: Simulator;
  scene: Scene;
  audio: Audio;
}): Promise<void> {
  const job = connected();
  await simulator.putJobs([job], { [callOf(job)]: { seconds: 1800 } });
  const [rowId] = await world.rows(scene.taskId, [{ call_job_id: job.JobId }]);
  await refreshFirstPage(page, scene.taskId);
  await openJob(page, { ...scene, rowId: rowId! });
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.3);
}

test('tells everything of a job, in words and as text', async ({ page, scene }) => {
  await page.goto(`/tasks/${scene.taskId}`);
  await opener(page, scene.names[0]!).click();
  await expect(page).toHaveURL(new RegExp(`[?&]job=${scene.rows[0]}\\b`));

  const job = drawer(page);
  await expect(job.getByRole('heading', { level: 2 })).toHaveText(scene.names[0]!);
  for (const text of [
    '成功',
    'Succeeded',
    '已接通-正常完结',
    'SucceededFinish',
    '通话小结',
    '客户关心价格',
    '来源渠道',
    '官网',
    '编号 crm-77',
    '00:40',
    MASKED,
    REMARK,
    '是我，<b>你说</b>。',
  ]) {
    await expect(job.getByText(text, { exact: true }).first()).toBeAttached();
  }
  await expect(job.locator('[data-index]')).toHaveCount(STARTS.length);
  await expect(job.locator('[data-index="3"][data-speaker="customer"]').getByTitle('Contact')).toHaveText(
    '客户',
  );
  await expect(job.locator('[data-index="3"]')).toContainText(/00:(09|10)/);
  expect(await page.locator('body').innerText()).not.toContain(PHONE);
});

test('plays, seeks, steps and changes the speed', async ({ page, scene, audio }) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.5);
  const duration = await audio.read((element) => element.duration);
  expect(duration).toBeCloseTo(SECONDS, 0);

  await page.keyboard.press('Space');
  await expect.poll(audio.paused).toBe(true);
  await page.keyboard.press('5');
  await expect.poll(audio.time).toBeCloseTo(duration / 2, 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(audio.time).toBeCloseTo(duration / 2 + 5, 1);
  await drawer(page).getByRole('button', { name: '后退 10 秒' }).click();
  await expect.poll(audio.time).toBeCloseTo(duration / 2 - 5, 1);

  const slider = drawer(page).getByRole('slider', { name: '播放位置' });
  await slider.focus();
  await slider.press('Home');
  await expect.poll(audio.time).toBeCloseTo(0, 1);
  await expect(slider).toHaveAttribute('aria-valuetext', '0 秒，共 40 秒');

  for (const speed of [1.25, 1.5, 1.75, 2]) {
    await page.keyboard.press(']');
    await expect.poll(() => audio.read((element) => element.playbackRate)).toBe(speed);
  }
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.2);
  // A busy machine may starve the sound for a moment, not for long.
  await expect(async () => {
    const heard = await audio.read(async (element) => {
      const from = { at: performance.now(), time: element.currentTime };
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return (element.currentTime - from.time) / ((performance.now() - from.at) / 1000);
    });
    expect(heard).toBeGreaterThan(1.8);
    expect(heard).toBeLessThan(2.2);
  }).toPass({ timeout: 15_000 });
  expect(await audio.read((element) => element.preservesPitch)).toBe(true);
});

test('plays from a row with what was fetched while the pointer came', async ({
  page,
  scene,
  audio,
  sql,
  simulator,
}) => {
  const [rowId] = scene.rows;
  const [row] = await sql`select call_task_id from leads_task_list where id = ${rowId!}`;
  await page.goto(`/tasks/${scene.taskId}`);
  const shown = page.locator(`tr[data-row-id="${rowId}"]`);
  const provider = async () => (await simulator.requests(row!.call_task_id)).length;
  const asked: string[] = [];
  page.on('requestfinished', (request) => asked.push(new URL(request.url()).pathname));
  const before = await provider();
  // The pointer is heard from when React has reached the page.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await shown.getByRole('link').first().hover();
    await expect.poll(() => asked, { timeout: 1000 }).toContain(`/api/jobs/${rowId}`);
  }).toPass();
  // Nobody has asked to hear anything yet.
  expect(await provider()).toBe(before);

  asked.length = 0;
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const play = shown.getByRole('button', { name: '录音' });
  await play.hover();
  await expect.poll(() => audio.read(({ readyState }) => readyState)).toBeGreaterThan(0);
  expect(await audio.paused()).toBe(true);
  await expect(page).not.toHaveURL(/job=/);
  expect(await provider()).toBeGreaterThan(before);

  await play.click();
  await expect.poll(audio.time).toBeGreaterThan(0.2);
  expect(asked).toContain(`/api/jobs/${rowId}/recording`);
  expect(asked).not.toContain(`/api/jobs/${rowId}`);
});

test('marks the sentence being said, and plays the one that is clicked', async ({ page, scene, audio }) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  const job = drawer(page);
  await expect(job.locator('[data-index="4"] [data-do="play"]')).toBeVisible();
  const marked = await job.evaluateHandle((dialog) => {
    const indexes: (string | null)[] = [];
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target instanceof Element && target.hasAttribute('data-active'))
          indexes.push(target.getAttribute('data-index'));
    }).observe(dialog, { subtree: true, attributeFilter: ['data-active'] });
    return indexes;
  });
  await job.locator('[data-index="4"] p').click();
  await expect.poll(audio.time).toBeGreaterThan(STARTS[4]! - 1);
  await expect.poll(() => marked.evaluate(([first]) => first)).toBe('4');
  await page.keyboard.press('Space');
  await expect.poll(audio.paused).toBe(true);

  for (const [index, start] of STARTS.entries()) {
    await audio.moveTo(start + SAID_SECONDS / 2);
    await expect(job.locator('[data-index][data-active]')).toHaveAttribute('data-index', String(index));
    await expect(job.locator('[aria-current="true"][data-index]')).toBeInViewport();
  }
});

test('takes nobody’s hands away while it follows: not from the form, nor from an open calendar', async ({
  page,
  scene,
  audio,
}) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  const job = drawer(page);
  await job.getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.3);
  await page.keyboard.press('Space');
  await expect.poll(audio.paused).toBe(true);
  const said = async (index: number) => {
    await audio.moveTo(STARTS[index]! + SAID_SECONDS / 2);
    await expect(job.locator('[data-index][data-active]')).toHaveAttribute('data-index', String(index));
  };
  const remark = job.getByLabel('备注');
  await remark.focus();
  const { y } = (await remark.boundingBox())!;
  for (const index of [2, 4, 1]) await said(index);
  expect((await remark.boundingBox())!.y).toBe(y);

  await job.getByRole('button', { name: '下次跟进' }).click();
  const calendar = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: '明天 10:00' }) });
  await expect(calendar).toBeVisible();
  await job.locator('[data-job-scroll]').evaluate((scroller) => scroller.scrollTo({ top: 0 }));
  for (const index of [3, 0]) await said(index);
  await expect(calendar).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(calendar).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(job).toHaveCount(0);
});

test('opens at the second that a link names', async ({ page, scene, audio }) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! }, '&t=21.5');
  await expect(drawer(page).locator('[data-index][data-active]')).toHaveAttribute('data-index', '6');
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(21.5);
});

test('searches the conversation, and keeps its keys to itself while somebody types', async ({
  page,
  scene,
  audio,
}) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  const job = drawer(page);
  await expect(job.getByRole('button', { name: '播放', exact: true })).toBeVisible();
  await expect.poll(() => page.locator('#callboard-audio').count()).toBe(1);
  await page.keyboard.press('/');
  const field = job.getByRole('textbox', { name: '在对话中搜索' });
  await field.fill('价格');
  await expect(job.locator('mark')).toHaveCount(3);
  await expect(job.getByText('1 / 3')).toBeVisible();
  await field.press('Enter');
  await expect(job.getByText('2 / 3')).toBeVisible();
  await expect(job.locator('mark[data-current="true"]')).toBeInViewport();
  await field.press('Shift+Enter');
  await expect(job.getByText('1 / 3')).toBeVisible();

  await field.fill('j 5 ]?');
  expect(await audio.paused()).toBe(true);
  await expect(page).toHaveURL(new RegExp(`job=${scene.rows[0]}\\b`));
  await field.press('Escape');
  await expect(job).toBeVisible();
  await expect(field).toBeHidden();
  await expect(job).toBeFocused();

  const opener = job.getByRole('button', { name: '在对话中搜索（/）' });
  for (const name of ['下一处', '关闭搜索']) {
    await opener.press('Enter');
    await field.fill('价格');
    await job.getByRole('button', { name }).focus();
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
    await expect(job).toBeVisible();
    await expect(opener).toBeFocused();
  }
});

test('goes to the very place of a part of a long job, and marks it', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const taskId = await world.task(organization);
  const startedAt = Date.now() - 600_000;
  const [rowId] = await world.rows(taskId, [
    {
      call_job_id: randomUUID(),
      call_status: 'Succeeded',
      call_task_id: randomUUID(),
      call_conversation: Array.from({ length: 60 }, (_, index) => ({
        Speaker: index % 2 === 0 ? 'Robot' : 'Contact',
        Script: '好的'.repeat((index % 3) * 40 + 1),
        Timestamp: startedAt + index * 3000,
      })),
    },
  ]);
  await sql`
    insert into callboard.job_events (organization_id, task_id, row_id, kind, via, details)
    select ${organization.id}, ${taskId}, ${rowId!}, 'revealed', 'session', '{"reason": "回拨"}'
    from generate_series(1, 8)`;
  await signIn(operator);
  await page.route('**/timeline', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(`/tasks/${taskId}?job=${rowId}`);
  const job = drawer(page);
  const parts = job.getByRole('navigation', { name: '作业的各部分' });
  const distance = (id: string) =>
    job
      .locator('[data-job-scroll]')
      .evaluate(
        (scroller, section) =>
          scroller.querySelector(`[data-section="${section}"]`)!.getBoundingClientRect().top -
          scroller.getBoundingClientRect().top,
        id,
      );
  await expect(job.getByRole('form', { name: '写跟进' })).toBeAttached();
  await parts.getByRole('button', { name: '跟进' }).click();
  await expect.poll(() => distance('followUps')).toBeCloseTo(40, -1);
  await expect(parts.getByRole('button', { name: '跟进' })).toHaveAttribute('aria-current', 'true');

  await parts.getByRole('button', { name: '操作记录' }).click();
  await expect(job.getByRole('region', { name: '操作记录' }).getByRole('listitem').first()).toBeVisible();
  await expect(parts.getByRole('button', { name: '操作记录' })).toHaveAttribute('aria-current', 'true');
  await expect(job.getByRole('region', { name: '操作记录' })).toBeInViewport();

  // Whoever scrolls is where they scroll to.
  await job.locator('[data-job-scroll]').hover();
  await page.mouse.wheel(0, -100_000);
  await expect(parts.getByRole('button', { name: '对话' })).toHaveAttribute('aria-current', 'true');
});

test('goes to the neighbours by key, closes by Escape and Back, and gives the focus back', async ({
  page,
  scene,
}) => {
  await page.goto(`/tasks/${scene.taskId}`);
  const heading = drawer(page).getByRole('heading', { level: 2 });
  await opener(page, scene.names[0]!).focus();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText(scene.names[0]!);
  await page.keyboard.press('j');
  await expect(heading).toHaveText(scene.names[1]!);
  await page.keyboard.press('ArrowDown');
  await expect(heading).toHaveText(scene.names[2]!);
  await page.keyboard.press('k');
  await expect(heading).toHaveText(scene.names[1]!);
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/job=/);
  await expect(opener(page, scene.names[1]!)).toBeFocused();

  await opener(page, scene.names[4]!).click();
  await expect(heading).toHaveText(scene.names[4]!);
  await page.goBack();
  await expect(drawer(page)).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`/tasks/${scene.taskId}$`));
  await expect(opener(page, scene.names[4]!)).toBeFocused();
});

test('takes the table along over the page’s edge, and gives the focus back to the row', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  const taskId = await world.task(organization);
  const rows = await world.rows(
    taskId,
    Array.from({ length: 22 }, (_, index) => ({
      call_job_id: randomUUID(),
      call_status: 'Scheduling',
      leads_name: `客户${index + 1}`,
    })),
  );
  await signIn(operator);
  await page.goto(`/tasks/${taskId}`);
  const heading = drawer(page).getByRole('heading', { level: 2 });
  await opener(page, '客户20').focus();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveText('客户20');
  await page.keyboard.press('j');
  await expect(heading).toHaveText('客户21');
  await expect(page).toHaveURL(/[?&]page=2\b/);
  await expect(page.locator(`tr[data-row-id="${rows[20]}"]`)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('k');
  await expect(heading).toHaveText('客户20');
  await expect(page.locator(`tr[data-row-id="${rows[19]}"]`)).toHaveAttribute('aria-current', 'true');
  await expect(page).not.toHaveURL(/[?&]page=/);

  await page.keyboard.press('j');
  await expect(heading).toHaveText('客户21');
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveCount(0);
  await expect(opener(page, '客户21')).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`/tasks/${taskId}\\?page=2$`));

  // Opened by a link that tells no page.
  await page.goto(`/tasks/${taskId}?job=${rows[21]}`);
  await expect(page.locator(`tr[data-row-id="${rows[21]}"]`)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Escape');
  await expect(opener(page, '客户22')).toBeFocused();
});

test('keeps the focus in the job when what had it goes away', async ({
  page,
  scene,
  sql,
  audio,
  organization,
}) => {
  await sql`
    insert into callboard.job_events (organization_id, task_id, row_id, kind, via, details)
    select ${organization.id}, ${scene.taskId}, ${scene.rows[0]!}, 'revealed', 'session',
      jsonb_build_object('reason', n::text) from generate_series(1, 12) n`;
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  const job = drawer(page).filter({ has: page.getByRole('heading', { name: scene.names[0]! }) });
  const link = job.getByRole('button', { name: '复制这个作业的链接' });
  await link.focus();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: '键盘快捷键' });
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await expect(link).toBeFocused();

  // An Escape that comes before the list of keys has the focus closes the list, not the job.
  await link.evaluate(async (focused) => {
    const press = (key: string) =>
      focused.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const shown = new Promise<void>((resolve) => {
      new MutationObserver((_changes, observer) => {
        if (document.querySelectorAll('[role=dialog]').length < 2) return;
        observer.disconnect();
        resolve();
      }).observe(document.body, { subtree: true, childList: true });
    });
    press('?');
    await shown;
    press('Escape');
  });
  await expect(keys).toHaveCount(0);
  await expect(link).toBeFocused();

  await job.getByRole('button', { name: '操作记录' }).click();
  const items = job.getByRole('region', { name: '操作记录' }).getByRole('listitem');
  await expect(items.nth(7)).toBeVisible();
  await job.getByRole('button', { name: /^再显示/ }).click();
  await expect(items.nth(8)).toBeFocused();

  await job.getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.3);
  await job.locator('[data-job-scroll]').hover();
  await page.mouse.wheel(0, -50);
  await job.getByRole('button', { name: '回到正在说的这一句' }).click();
  await expect(job.locator('[data-index] [data-do="play"]:focus')).toHaveCount(1);
});

test('lets the sound go on while another job is read, and plays one at a time', async ({
  page,
  scene,
  audio,
}) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.3);
  await page.keyboard.press('j');
  const small = page.getByRole('group', { name: '正在播放另一个作业的录音' });
  await expect(small).toContainText(scene.names[0]!);
  expect(await audio.paused()).toBe(false);

  await page.keyboard.press('Escape');
  await expect(small).toBeVisible();
  expect(await audio.paused()).toBe(false);
  await small.getByRole('link').click();
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(scene.names[0]!);
  await expect(small).toHaveCount(0);

  await page.keyboard.press('j');
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect(small).toHaveCount(0);
  await expect(page.locator('audio')).toHaveCount(1);
  await expect.poll(() => audio.read((element) => element.src)).toContain(`/api/jobs/${scene.rows[1]}/`);
});

test('keeps no small player for what nobody has played', async ({ page, scene, audio }) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  await expect.poll(() => audio.read(({ readyState }) => readyState)).toBeGreaterThan(0);
  const small = page.getByRole('group', { name: '正在播放另一个作业的录音' });
  await page.keyboard.press('j');
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(scene.names[1]!);
  await expect(small).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveCount(0);
  await expect(small).toHaveCount(0);
});

test('chooses the speed from a menu that then closes', async ({ page, scene, audio }) => {
  await openJob(page, { ...scene, rowId: scene.rows[0]! });
  await drawer(page).getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(0.2);
  const speed = drawer(page).getByRole('button', { name: /^播放速度/ });
  await speed.click();
  await page.getByRole('menuitemradio', { name: '2×', exact: true }).click();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(speed).toBeFocused();
  await expect.poll(() => audio.read((element) => element.playbackRate)).toBe(2);
});

test.describe('a recording that is not there', () => {
  const notice = (page: Page) => drawer(page).locator('[data-recording]');

  test('was never made: the call was not answered, or is still to come', async ({ page, scene }) => {
    await openJob(page, { ...scene, rowId: scene.rows[2]! });
    await expect(notice(page)).toContainText('电话没有接通');
    await openJob(page, { ...scene, rowId: scene.rows[3]! });
    await expect(notice(page)).toContainText('作业尚未结束');
  });

  for (const [name, fault, words] of [
    ['is being prepared', { kind: 'recordingNotReady' }, '录音正在准备'],
    ['is gone', { kind: 'recordingGone' }, '录音已不在服务商处'],
    [
      'is refused by the provider',
      { kind: 'forbidden', operation: 'DownloadRecording' },
      '服务商没有给出录音',
    ],
  ] as const) {
    test(`${name}: says so, and plays once it is there`, async ({ page, world, simulator, scene, audio }) => {
      const job = connected();
      await simulator.putJobs([job]);
      const [rowId] = await world.rows(scene.taskId, [{ call_job_id: job.JobId }]);
      await refreshFirstPage(page, scene.taskId);
      await simulator.putFault({ ...fault, callId: callOf(job) });
      await openJob(page, { ...scene, rowId: rowId! });
      await expect(notice(page)).toContainText(words);
      await expect(drawer(page).getByRole('button', { name: '播放', exact: true })).toHaveCount(0);
      if (fault.kind === 'recordingNotReady')
        await expect(notice(page)).toContainText(/\d\d:\d\d:\d\d 再次查询/);
      if (fault.kind === 'forbidden') await expect(notice(page)).toContainText(/RequestId\s*[0-9A-F-]{10,}/i);

      await simulator.clearFaults();
      if (fault.kind === 'recordingGone') return;
      const play = drawer(page).getByRole('button', { name: '播放', exact: true });
      const again = notice(page).getByRole('button', { name: /现在查询|重试/ });
      // It may just have asked again by itself.
      await expect(again.or(play)).toBeVisible();
      if (!(await play.isVisible())) await again.click({ timeout: 2000 }).catch(() => undefined);
      await play.click();
      await expect.poll(audio.time).toBeGreaterThan(0.3);
    });
  }

  test('breaks off in the middle: the sound goes on at the same second', async ({
    page,
    world,
    simulator,
    scene,
    audio,
  }) => {
    await playHalfAnHour({ page, world, simulator, scene, audio });

    let cut = 0;
    await page.route('**/recording', async (route) => {
      if (cut > 0) return route.continue();
      cut += 1;
      return route.abort('connectionreset');
    });
    await page.keyboard.press('9');
    await expect.poll(audio.time).toBeGreaterThan(1620.3);
    expect(await audio.time()).toBeLessThan(1635);
    expect(cut).toBe(1);
    await expect(notice(page)).toHaveCount(0);
  });
});

test('tells in the small player why the sound broke off, and plays on once it can', async ({
  page,
  world,
  simulator,
  scene,
  audio,
}) => {
  await playHalfAnHour({ page, world, simulator, scene, audio });
  await page.keyboard.press('Escape');
  const small = page.getByRole('group', { name: '正在播放另一个作业的录音' });
  await expect(small).toBeVisible();

  await page.route('**/recording', (route) => route.abort('connectionreset'));
  await audio.moveTo(1620);
  await expect(small.getByRole('alert')).toHaveText('录音放不出来');

  await page.unroute('**/recording');
  await small.getByRole('button', { name: '播放', exact: true }).click();
  await expect.poll(audio.time).toBeGreaterThan(1620.3);
  await expect(small.getByRole('alert')).toHaveCount(0);
});

test('does not show the job of another organization', async ({ page, world, scene, signIn }) => {
  const foreign = await world.organization('别的机构');
  const task = await world.task(foreign);
  await signIn(await world.user(foreign));
  await page.goto(`/tasks/${task}?job=${scene.rows[0]}`);
  await expect(page.getByRole('dialog')).toContainText('找不到这个作业');
  for (const path of ['', '/recording', '/recording/state']) {
    expect((await page.request.get(`/api/jobs/${scene.rows[0]}${path}`)).status()).toBe(404);
  }
});
