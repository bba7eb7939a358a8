import { randomUUID } from 'node:crypto';

import { hash } from '@node-rs/argon2';
import type { Page } from '@playwright/test';

import { hydrated } from './fixtures/hydrated';
import { settings } from './fixtures/settings';
import { expect, test as base } from './fixtures/test';

const PASSWORD = 'Kranich-7-Laterne';

/** The app under another name: of this machine, and of another site (browsers look `*.localhost` up by themselves). */
function addressAt(hostname: string): string {
  const url = new URL(settings().baseUrl);
  url.hostname = hostname;
  return url.origin;
}

const strip = (page: Page) =>
  page.getByRole('region', { name: /^(刷新结果|Refresh result|Result of the refresh)$/ });

const test = base.extend<{ job: { taskId: number; rowId: number } }>({
  /** A task with one job that the provider has finished meanwhile. */
  job: async ({ world, organization, simulator }, use) => {
    const jobId = randomUUID();
    await simulator.putJobs([{ JobId: jobId, Status: 'Failed', Tasks: [] }]);
    const taskId = await world.task(organization);
    const [rowId] = await world.rows(taskId, [{ call_job_id: jobId, call_status: 'Executing' }]);
    await use({ taskId, rowId: rowId! });
  },
});

test('opened as localhost in place of 127.0.0.1 it is the same console', async ({
  page,
  sql,
  operator,
  job,
}) => {
  const passwordHash = await hash(PASSWORD);
  await sql`update callboard.users set password_hash = ${passwordHash} where id = ${operator.id}`;
  await page.goto(`${addressAt('localhost')}/tasks/${job.taskId}`);
  await expect(page).toHaveURL(/^http:\/\/localhost:\d+\/sign-in/);
  await page.getByLabel('邮箱').fill(operator.email);
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(`${addressAt('localhost')}/tasks/${job.taskId}`);
  await hydrated(page);
  await page.locator('#refresh-page').click();
  await expect(strip(page)).toHaveAttribute('data-status', 'done');
  expect(await sql`select call_status from leads_task_list where id = ${job.rowId}`).toEqual([
    { call_status: 'Failed' },
  ]);
  await expect(page.getByText('本控制台的地址是')).toHaveCount(0);
});

for (const [locale, words] of [
  [
    'zh',
    {
      notice: (own: string) => `本控制台的地址是 ${own}`,
      refused: '这个页面不是从控制台的地址打开的',
      failed: '服务器出错了',
      remark: '备注',
    },
  ],
  [
    'en',
    {
      notice: (own: string) => `This console’s address is ${own}`,
      refused: 'this page was opened at an address that is not the console’s',
      failed: 'server had an error',
      remark: 'Remark',
    },
  ],
] as const) {
  test(`opened by a foreign name it says and shows which address to open, in ${locale}`, async ({
    page,
    context,
    operator,
    signIn,
    job,
  }) => {
    const own = settings().baseUrl;
    const foreign = addressAt('board.localhost');
    await context.addCookies([{ name: 'callboard-locale', value: locale, url: foreign }]);

    await page.goto(`${foreign}/tasks/${job.taskId}?page=1`);
    await expect(page).toHaveURL(/board\.localhost:\d+\/sign-in\?callbackUrl=/);
    const { pathname, search } = new URL(page.url());
    const notice = page.getByRole('status').filter({ hasText: words.notice(own) });
    await expect(notice.getByRole('link')).toHaveAttribute('href', own + pathname + search);

    // A cookie that came to be there all the same.
    await signIn(operator);
    const [cookie] = await context.cookies(own);
    await context.addCookies([{ name: cookie!.name, value: cookie!.value, url: foreign }]);
    await page.goto(`${foreign}/tasks/${job.taskId}`);
    await hydrated(page);
    await page.locator('#refresh-page').click();
    await expect(strip(page)).toHaveAttribute('data-status', 'failed');
    await expect(strip(page)).toContainText(words.refused);
    await expect(strip(page)).toContainText(own);
    await expect(strip(page)).not.toContainText(words.failed);

    await page.goto(`${foreign}/tasks/${job.taskId}?job=${job.rowId}`);
    const editor = page.getByRole('form').filter({ has: page.getByLabel(words.remark) });
    await editor.getByLabel(words.remark).fill('x');
    await expect(editor.getByRole('status')).toContainText(own);

    await page.keyboard.press('Escape');
    await expect(editor).toHaveCount(0);
    await notice.getByRole('link').click();
    await expect(page).toHaveURL(`${own}/tasks/${job.taskId}`);
    await expect(page.locator(`tr[data-row-id="${job.rowId}"]`)).toBeVisible();
    await expect(notice).toHaveCount(0);
  });
}

test('the first language is the browser’s, until one is chosen', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${settings().baseUrl}/sign-in`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: /^Switch language/ }).click();
  await page.getByRole('menuitemradio', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await context.close();
});
