import type { Page } from '@playwright/test';

import { violations } from './fixtures/axe';
import { expect, test } from './fixtures/test';
import type { World } from './fixtures/world';
import { editorOf, remarkOf, statusOf } from './pages/follow-up-form';

const PHONE = '13812348000';

/** A job with a lead, opened by its link. */
async function makeJob(world: World, organization: { id: string; name: string }, name = '王小明') {
  const taskId = await world.task(organization, { name: '装修回访' });
  const [rowId] = (await world.rows(taskId, [
    {
      leads_name: name,
      leads_phone: PHONE,
      call_job_id: `job-${taskId}`,
      call_status: 'Succeeded',
      call_task_id: `call-${taskId}`,
    },
  ])) as [number];
  return { taskId, rowId, address: `/tasks/${taskId}?job=${rowId}` };
}

/** Lets no save through while it is closed. */
async function gateSaves(page: Page): Promise<{ close: () => void; open: () => void }> {
  let gate = Promise.resolve();
  let open = () => {};
  await page.route('**/tasks/*', async (route) => {
    if (route.request().headers()['next-action']) await gate;
    await route.continue();
  });
  return {
    close: () => void (gate = new Promise((resolve) => (open = resolve))),
    open: () => open(),
  };
}

test('saves what is typed by itself, and keeps it over a reload', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  const saves = await gateSaves(page);
  for (const write of [
    () => remarkOf(page).fill('约了周五下午到店'),
    () => editorOf(page).getByText('有意向', { exact: true }).click(),
  ]) {
    saves.close();
    await write();
    await expect(statusOf(page)).toHaveText('正在保存…');
    saves.open();
    await expect(statusOf(page)).toHaveText(/^已保存 \d\d:\d\d$/);
  }

  const [row] = await sql`
    select f.leads_remark, t.is_interested, t.leads_follow_id = f.id as named
    from leads_task_list t join leads_follow f on f.leads_id = t.leads_id where t.id = ${rowId}`;
  expect(row).toEqual({ leads_remark: '约了周五下午到店', is_interested: 1, named: true });
  await page.reload();
  await expect(remarkOf(page)).toHaveValue('约了周五下午到店');
  await expect(editorOf(page).getByRole('radio', { name: '有意向', exact: true })).toBeChecked();
  await page.getByRole('button', { name: '操作记录' }).click();
  const history = page.getByRole('region', { name: '操作记录' });
  await expect(history).toContainText('约了周五下午到店');
  await expect(history).toContainText('李雷');
});

test('loses nothing when a save fails, the tab is closed or the page is left', async ({
  page,
  context,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await expect(remarkOf(page)).toBeVisible();
  await page.route(
    (url) => url.pathname.startsWith('/tasks/'),
    (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()),
  );
  await remarkOf(page).fill('断网时写的');
  await expect(statusOf(page)).toContainText('内容已留在本机');
  await page.close();

  const later = await context.newPage();
  await later.goto('/follow-ups');
  await later.getByRole('region', { name: '本机未保存的跟进' }).getByRole('link', { name: '王小明' }).click();
  await expect(remarkOf(later)).toHaveValue('断网时写的');
  await expect(statusOf(later)).toHaveText(/^已保存/);
  expect(
    await sql`select leads_remark from leads_follow f join leads_task_list t on t.leads_follow_id = f.id
    where t.id = ${rowId}`,
  ).toEqual([{ leads_remark: '断网时写的' }]);
  await later.goto('/follow-ups');
  await expect(later.getByRole('region', { name: '本机未保存的跟进' })).toHaveCount(0);
});

test('tells of a job that was left before its follow-up could be saved, and saves it once it can', async ({
  page,
  context,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await expect(remarkOf(page)).toBeVisible();
  await context.setOffline(true);
  await remarkOf(page).fill('断网时写的');
  await page.keyboard.press('Escape');
  await expect(editorOf(page)).toHaveCount(0);
  const notice = page.getByRole('alert').filter({ hasText: '王小明的跟进还没有保存' });
  await notice.getByRole('link', { name: '打开这个作业' }).click();
  await expect(remarkOf(page)).toHaveValue('断网时写的');
  await expect(notice).toHaveCount(0);

  await remarkOf(page).fill('离开时写的');
  await page.keyboard.press('Escape');
  await expect(notice).toBeVisible();
  await context.setOffline(false);
  await expect(notice).toHaveCount(0);
  const saved = () => sql`select leads_remark from leads_follow f
    join leads_task_list t on t.leads_id = f.leads_id where t.id = ${rowId}`;
  await expect.poll(saved).toEqual([{ leads_remark: '离开时写的' }]);
});

test('takes a save under way for one’s own when the job is opened again', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await expect(remarkOf(page)).toBeVisible();
  const saves = await gateSaves(page);
  saves.close();
  await remarkOf(page).fill('先写的');
  await page.keyboard.press('Escape');
  await expect(editorOf(page)).toHaveCount(0);
  await page.getByRole('link', { name: '王小明' }).click();
  await expect(remarkOf(page)).toHaveValue('先写的');
  await remarkOf(page).fill('先写的，又添的');
  saves.open();
  await expect(statusOf(page)).toHaveText(/^已保存/);
  await expect(page.getByRole('alert').filter({ hasText: '不同的内容' })).toHaveCount(0);
  const saved = () => sql`select leads_remark from leads_follow f
    join leads_task_list t on t.leads_id = f.leads_id where t.id = ${rowId}`;
  await expect.poll(saved).toEqual([{ leads_remark: '先写的，又添的' }]);
});

test('says when a remark is too long, and drops nothing of it', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  const text = '长'.repeat(4500);
  await remarkOf(page).fill(text);
  await expect(statusOf(page)).toContainText('备注超出 500 个字符');
  await expect(remarkOf(page)).toHaveValue(text);
  await expect(remarkOf(page)).toHaveAttribute('aria-invalid', 'true');
  await remarkOf(page).press('Control+Enter');
  await expect(statusOf(page)).toContainText('未保存');
  await remarkOf(page).fill(text.slice(0, 4000));
  await expect(statusOf(page)).toHaveText(/^已保存/);
});

test('saves nothing while an input method composes', async ({
  page,
  context,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await remarkOf(page).focus();
  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.headers()['next-action']) saves.push(request.postData() ?? '');
  });
  const keyboard = await context.newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'yue', selectionStart: 3, selectionEnd: 3 });
  await expect(statusOf(page)).toContainText('未保存');
  // Longer than the pause after which a save begins.
  await page.waitForTimeout(1500);
  expect(saves).toEqual([]);
  await keyboard.send('Input.insertText', { text: '约了' });
  await expect(statusOf(page)).toHaveText(/^已保存/);
  expect(saves.join('')).not.toContain('yue');
  expect(
    await sql`select leads_remark from leads_follow f join leads_task_list t on t.leads_follow_id = f.id
    where t.id = ${rowId}`,
  ).toEqual([{ leads_remark: '约了' }]);
});

test('asks for the password when the session has ended, and then saves', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await expect(remarkOf(page)).toBeVisible();
  await page.context().clearCookies();
  await remarkOf(page).fill('会话结束后写的');
  await expect(page.getByRole('dialog', { name: '登录已过期' })).toBeVisible();
  await signIn(operator);
  await page.reload();
  await expect(statusOf(page)).toHaveText(/^已保存/);
  const [row] =
    await sql`select leads_remark from leads_follow f join leads_task_list t on t.leads_follow_id = f.id
    where t.id = ${rowId}`;
  expect(row).toEqual({ leads_remark: '会话结束后写的' });
});

test('shows the second editor what the first one saved, and lets them choose', async ({
  page,
  browser,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, rowId } = await makeJob(world, organization);
  await world.followUp(rowId, '原来的备注');
  const colleague = await world.user(organization, { name: '韩梅梅' });
  await signIn(operator);
  await page.goto(address);
  await expect(remarkOf(page)).toHaveValue('原来的备注');
  const other = await browser.newContext();
  await signIn(colleague, other);
  const second = await other.newPage();
  await second.goto(address);
  await expect(remarkOf(second)).toHaveValue('原来的备注');

  await remarkOf(page).fill('李雷改的备注');
  await expect(statusOf(page)).toHaveText(/^已保存/);
  await remarkOf(second).fill('韩梅梅改的备注');
  const conflict = second.getByRole('alert').filter({ hasText: '李雷' });
  await expect(conflict).toContainText('李雷改的备注');
  await expect(conflict).toContainText('韩梅梅改的备注');
  await conflict.getByRole('button', { name: '保留我的' }).click();
  await expect(statusOf(second)).toHaveText(/^已保存/);
  await expect(conflict).toHaveCount(0);
  await expect(remarkOf(second)).toBeFocused();

  await remarkOf(page).fill('李雷又改');
  await page.getByRole('button', { name: '放弃我的' }).click();
  await expect(remarkOf(page)).toHaveValue('韩梅梅改的备注');
  await expect(remarkOf(page)).toBeFocused();
  expect(
    await sql`select leads_remark from leads_follow f join leads_task_list t on t.leads_follow_id = f.id
    where t.id = ${rowId}`,
  ).toEqual([{ leads_remark: '韩梅梅改的备注' }]);
  await other.close();
});

test('lists what is due today and what is overdue, and opens the job from there', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const due = await makeJob(world, organization, '今天的客户');
  const late = await makeJob(world, organization, '昨天的客户');
  const later = await makeJob(world, organization, '另一位客户');
  const foreign = await makeJob(world, await world.organization('别家'), '别家的客户');
  for (const [job, next] of [
    [due, 0],
    [late, -2],
    [later, -1],
    [foreign, 0],
  ] as const) {
    const id = await world.followUp(job.rowId, '记得回电');
    await sql`update leads_follow set next_follow_time =
      (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '12 hours' + make_interval(days => ${next}))
        at time zone 'Asia/Shanghai' where id = ${id}`;
  }
  await signIn(operator);
  await page.goto('/tasks');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '跟进' }).click();
  await expect(page).toHaveURL(/\/follow-ups/);
  const table = page.getByRole('table');
  // A page whose comparison with the tasks' table took too long goes without it.
  await expect(async () => {
    await page.reload();
    await expect(table.getByRole('row')).toHaveCount(2, { timeout: 3000 });
  }).toPass();
  await expect(table).toContainText('今天的客户');
  await expect(table).toContainText('138****8000');
  await page.getByRole('link', { name: /^已逾期/ }).click();
  await expect(table).toContainText('昨天的客户');
  await expect(page.locator('body')).not.toContainText('别家的客户');
  await table.getByRole('link', { name: '昨天的客户' }).click();
  await expect(page).toHaveURL(new RegExp(`/follow-ups\\?list=overdue&job=${late.rowId}`));
  await expect(editorOf(page)).toBeInViewport();

  // J and K go through the list, whatever tasks its jobs are of; what is saved does not end the walk.
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`job=${later.rowId}`));
  await expect(page.getByRole('dialog').getByRole('heading', { name: '另一位客户' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('dialog').getByRole('heading', { name: '昨天的客户' })).toBeVisible();

  // A lead that loses its date is asked about, also by who has left its job; one that is finished is gone.
  await editorOf(page).getByRole('button', { name: '清除下次跟进时间' }).click();
  await expect(statusOf(page)).toHaveText(/^已保存/);
  const question = editorOf(page).getByRole('alert', { name: '是否跟进完成' });
  await expect(question).toBeVisible();
  await page.keyboard.press('j');
  const notice = page.getByRole('alert').filter({ hasText: '昨天的客户没有下次跟进时间' });
  await expect(notice).toBeVisible();
  await page.keyboard.press('k');
  await expect(notice).toHaveCount(0);
  await question.getByRole('button', { name: '已跟进完' }).click();
  await expect(question).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/follow-ups\?list=overdue$/);
  await expect(table).toContainText('另一位客户');
  await expect(page.getByText('昨天的客户')).toHaveCount(0);
  await table.getByRole('link', { name: '另一位客户' }).click();
  await editorOf(page).getByRole('button', { name: '清除下次跟进时间' }).click();
  await editorOf(page).getByRole('button', { name: '已跟进完' }).click();
  await page.goBack();
  await expect(page.getByRole('link', { name: /^已逾期/ })).toHaveText('已逾期0');
  await expect(page.getByText('另一位客户')).toHaveCount(0);
});

test('offers dates within the width of a phone', async ({ page, world, organization, operator, signIn }) => {
  const { address } = await makeJob(world, organization);
  await signIn(operator);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(address);
    await editorOf(page).getByRole('button', { name: '下次跟进' }).click();
    const calendar = page.locator('[data-dates-dropdown]');
    await expect(calendar.getByRole('button', { name: '明天 10:00' })).toBeVisible();
    await expect(calendar).toHaveAccessibleName('下次跟进');
    const box = (await calendar.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(width);

    // By keyboard alone: today is marked, no day that has passed is offered, and a quick choice closes it.
    const now = new Date(Date.now() + 8 * 3_600_000);
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];
    await expect(calendar.getByRole('button', { name: `${year}年${month}月`, exact: true })).toBeVisible();
    const today = calendar.getByRole('button', { name: `${year}年${month}月${day}日`, exact: true });
    await expect(today).toHaveAttribute('data-today', 'true');
    if (day > 1) {
      await expect(
        calendar.getByRole('button', { name: `${year}年${month}月${day - 1}日`, exact: true }),
      ).toBeDisabled();
    }
    await calendar.getByRole('button', { name: '三天后 10:00' }).focus();
    await page.keyboard.press('Enter');
    await expect(calendar).toHaveCount(0);
    await expect(
      editorOf(page).getByRole('button', { name: /^下次跟进 \d{4}-\d\d-\d\d 10:00$/ }),
    ).toBeFocused();
    await expect(statusOf(page)).toHaveText(/^已保存/);
    await editorOf(page).getByRole('button', { name: '清除下次跟进时间' }).click();
    await expect(statusOf(page)).toHaveText(/^已保存/);
  }
});

test('keeps phrases of one’s own and puts them into a remark', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address } = await makeJob(world, organization);
  await signIn(operator);
  await page.goto(address);
  await remarkOf(page).fill('已加微信，资料发过去了');
  await editorOf(page).getByRole('button', { name: '常用语' }).click();
  await page.getByRole('menuitem', { name: '把当前备注存为常用语' }).click();
  await expect(page.getByRole('menuitem', { name: '已加微信，资料发过去了' })).toBeVisible();
  // The menu keeps the focus, so that Escape closes the menu and not the job.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 100))));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(page.getByRole('dialog', { name: '王小明' })).toBeVisible();
  await remarkOf(page).fill('客户回电');
  await editorOf(page).getByRole('button', { name: '常用语' }).click();
  await page.getByRole('menuitem', { name: '已加微信，资料发过去了' }).click();
  await expect(remarkOf(page)).toHaveValue('客户回电；已加微信，资料发过去了');

  await editorOf(page).getByRole('button', { name: '常用语' }).click();
  await page.getByRole('menuitem', { name: '把当前备注存为常用语' }).click();
  await page.getByRole('menuitem', { name: '管理常用语' }).click();
  const dialog = page.getByRole('dialog', { name: '管理常用语' });
  await dialog.getByRole('button', { name: '删除常用语：已加微信，资料发过去了', exact: true }).click();
  const other = dialog.getByRole('button', { name: '删除常用语：客户回电；已加微信，资料发过去了' });
  await expect(other).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(other).toHaveCount(0);
  await expect(dialog).toBeFocused();
});

test.describe('a full number', () => {
  test('is not offered to operators where supervisors may, and no page holds it before', async ({
    page,
    world,
    organization,
    operator,
    signIn,
  }) => {
    const { address } = await makeJob(world, organization);
    const received: Promise<string>[] = [];
    page.on('response', (response) => {
      // The stream of changes does not end.
      const isRead = !response.url().startsWith('data:') && !response.url().includes('/api/events');
      if (isRead) received.push(response.text().catch(() => ''));
    });
    await signIn(operator);
    await page.goto(address);
    const drawer = page.getByRole('dialog', { name: '王小明' });
    await expect(drawer.getByText('138****8000').first()).toBeVisible();
    await expect(drawer.getByRole('button', { name: '查看完整号码' })).toHaveCount(0);
    expect(await page.content()).not.toContain(PHONE);
    const texts = (await Promise.all(received)).join('');
    expect(texts).toContain('王小明');
    expect(texts).not.toContain(PHONE);
  });

  test('is shown to a supervisor with a reason, hidden again after a minute, and written down', async ({
    page,
    sql,
    world,
    organization,
    signIn,
  }) => {
    await sql`update callboard.organizations set reveal_reason_required = true where id = ${organization.id}`;
    const supervisor = await world.user(organization, { role: 'supervisor', name: '周文博' });
    const { address, rowId } = await makeJob(world, organization);
    await page.clock.install();
    await signIn(supervisor);
    await page.goto(address);
    const drawer = page.getByRole('dialog', { name: '王小明' });
    await drawer.getByRole('button', { name: '查看完整号码' }).click();
    const asked = page.getByRole('dialog', { name: '查看完整号码' });
    await expect(asked.getByRole('button', { name: '显示' })).toBeDisabled();
    await asked.getByLabel('原因').fill('客户要求回拨');
    await asked.getByRole('button', { name: '显示' }).click();
    await expect(drawer.getByText(PHONE)).toBeVisible();
    await expect(drawer.getByText(/秒后隐藏/)).toBeVisible();
    await expect(drawer.getByRole('button', { name: '复制号码' })).toBeFocused();
    expect(page.url()).not.toContain(PHONE);

    const entries = await sql`
      select user_id, action, subject->>'reason' as reason, (subject->>'row_id')::int as row_id, address is not null as known
      from callboard.audit_log where organization_id = ${organization.id}`;
    expect(entries).toEqual([
      {
        user_id: supervisor.id,
        action: 'number.revealed',
        reason: '客户要求回拨',
        row_id: rowId,
        known: true,
      },
    ]);
    await page.clock.fastForward(61_000);
    await expect(drawer.getByText(PHONE)).toHaveCount(0);
    await expect(drawer.getByRole('button', { name: '查看完整号码' })).toBeFocused();
    expect(await page.content()).not.toContain(PHONE);

    await drawer.getByRole('button', { name: '操作记录' }).click();
    await expect(drawer.getByRole('region', { name: '操作记录' })).toContainText('客户要求回拨');
  });
});

test('tells why a row was not updated, and gives a text for the provider’s support', async ({
  page,
  context,
  world,
  organization,
  operator,
  signIn,
}) => {
  const { address, taskId, rowId } = await makeJob(world, organization);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(operator);
  // The provider does not know this job.
  await page.request.post('/api/query-task-execution', { data: { task_id: taskId } });
  await page.goto(address);
  const card = page.getByRole('region', { name: '这一行没有更新的原因' });
  await expect(card).toContainText('服务商未返回该作业');
  await card.getByRole('button', { name: '复制工单文本' }).click();
  await expect(card.getByRole('button', { name: '已复制' })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain(`行 ID：${rowId}`);
  expect(text).toContain(`job-${taskId}`);
  expect(text).toMatch(/RequestId：[\w-]{8,}/);
  expect(text).not.toContain(PHONE);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the editor, the history and the lists meet WCAG 2.2 AA, ${scheme}`, async ({
    page,
    context,
    sql,
    world,
    organization,
    operator,
    signIn,
  }) => {
    const { address, rowId } = await makeJob(world, organization);
    const id = await world.followUp(rowId, '上次的备注');
    await sql`update leads_follow set next_follow_time = now() - interval '1 second' where id = ${id}`;
    await sql`update leads_follow set follow_time = now() - interval '3 days' where id = ${id}`;
    await context.addCookies([
      {
        name: 'callboard-theme',
        value: scheme,
        url: new URL(test.info().project.use.baseURL!).origin,
      },
    ]);
    await signIn(operator);
    await page.goto(address);
    await remarkOf(page).fill('新的备注');
    await expect(statusOf(page)).toHaveText(/^已保存/);
    await page.getByRole('button', { name: '操作记录' }).click();
    await expect(page.getByRole('region', { name: '操作记录' })).toContainText('新的备注');
    expect(await violations(page, '[role=dialog]')).toEqual([]);
    await page.goto('/follow-ups?list=mine');
    await expect(page.getByRole('table')).toContainText('新的备注');
    expect(await violations(page)).toEqual([]);
  });
}
