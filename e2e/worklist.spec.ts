import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';
import { drawer } from './pages/job-panel';
import { editorOf, remarkOf } from './pages/follow-up-form';

test('works through a filtered list: one key a lead, undone by one, and nothing typed is lost', async ({
  page,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const taskId = await world.task(organization);
  const names = ['王建国', '李秀英', '张国华', '刘玉兰'];
  const rows = await world.rows(
    taskId,
    names.map((leads_name, index) => ({
      leads_name,
      call_job_id: `job-${taskId}-${index}`,
      call_status: 'Failed',
    })),
  );
  for (const rowId of rows) {
    const id = await world.followUp(rowId, '约好回电');
    await sql`update leads_follow set follow_time = now() - interval '4 days',
      next_follow_time = now() - interval '2 days' where id = ${id}`;
  }
  const held = async (rowId: number) => {
    const [row] = await sql<{ remark: string; days: number | null }[]>`
      select leads_remark as remark, round(extract(epoch from next_follow_time - now()) / 86400)::int as days
      from leads_follow f join leads_task_list t on t.leads_follow_id = f.id where t.id = ${rowId}`;
    return row;
  };
  const lead = (name: string) => drawer(page).getByRole('heading', { name });

  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(operator);
  await page.goto(`/tasks/${taskId}?follow=overdue&sort=due`);
  await hydrated(page);
  await page.getByRole('button', { name: '逐条处理' }).click();
  await expect(lead('王建国')).toBeVisible();
  await expect(drawer(page)).toContainText('1 / 4');
  // The last remark and the words of the call side by side.
  await expect(drawer(page).getByText('约好回电')).toBeInViewport();
  await expect(remarkOf(page)).toBeInViewport();
  await expect(drawer(page).getByRole('region', { name: '对话' })).toBeInViewport();
  expect(await violations(page, '[role=dialog]')).toEqual([]);

  await page.keyboard.press('t');
  await expect(lead('李秀英')).toBeVisible();
  await expect(drawer(page)).toContainText('2 / 4');
  await expect.poll(() => held(rows[0]!)).toEqual({ remark: null, days: 1 });
  await page.keyboard.press('z');
  await expect(lead('王建国')).toBeVisible();
  await expect.poll(() => held(rows[0]!)).toEqual({ remark: '约好回电', days: -2 });

  await page.keyboard.press('x');
  await expect(lead('李秀英')).toBeVisible();
  await expect.poll(() => held(rows[0]!)).toEqual({ remark: '未接听，明天再打', days: 1 });

  // Words without a date: asked once, and whoever goes on all the same has said so.
  await page.keyboard.press('n');
  await remarkOf(page).fill('已经签约');
  await page.keyboard.press('Control+Enter');
  await expect(editorOf(page).getByRole('alert', { name: '是否跟进完成' })).toBeVisible();
  await remarkOf(page).press('Control+Enter');
  await expect(lead('张国华')).toBeVisible();
  await expect(drawer(page)).toContainText('3 / 4');
  await expect.poll(() => held(rows[1]!)).toEqual({ remark: '已经签约', days: null });

  // Whoever wrote goes on writing; a reload keeps the list as it was begun, and the place in it.
  await expect(remarkOf(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(lead('张国华')).toBeVisible();
  await expect(drawer(page)).toContainText('3 / 4');
  await hydrated(page);
  await page.keyboard.press('d');
  await expect(lead('刘玉兰')).toBeVisible();
  await expect.poll(() => held(rows[2]!)).toEqual({ remark: '跟进完成', days: null });
  await page.keyboard.press('w');
  await expect(page.getByText('清单走完了，共 4 条')).toBeVisible();
  await expect.poll(() => held(rows[3]!)).toEqual({ remark: null, days: 7 });
  await expect(drawer(page)).toHaveCount(0);
  await expect(page.getByText('没有符合条件的作业')).toBeVisible();
});

test('gives chosen leads and a whole filter to people, who find them by their name', async ({
  page,
  browser,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const supervisor = await world.user(organization, { role: 'supervisor', name: '周文博' });
  await world.user(organization, { name: '陈静' });
  const taskId = await world.task(organization);
  const rows = await world.rows(
    taskId,
    Array.from({ length: 23 }, (_, index) => ({
      leads_name: `客户${index + 1}号`,
      call_job_id: `job-${taskId}-${index}`,
      call_status: index < 5 ? 'Failed' : 'Succeeded',
    })),
  );
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(supervisor);
  await page.goto(`/tasks/${taskId}`);
  await hydrated(page);
  const bar = page.getByRole('toolbar', { name: '对所选的操作' });
  const pick = (name: string) => page.getByRole('checkbox', { name: `选择 ${name}` });

  // By keyboard one, with Shift those between, and the page; Escape lets go.
  await page.getByRole('link', { name: '客户2号', exact: true }).focus();
  await page.keyboard.press('x');
  await expect(bar).toContainText('已选 1 条');
  await pick('客户4号').click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('已选 3 条');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await page.getByRole('checkbox', { name: '选择本页' }).check();
  await expect(bar).toContainText('已选 20 条');
  await bar.getByRole('button', { name: '选中全部 23 条' }).click();
  await expect(bar).toContainText('已选 23 条');
  await bar.getByRole('button', { name: '分配' }).click();
  const dialog = page.getByRole('dialog', { name: '分配 23 条线索' });
  await dialog.getByRole('checkbox', { name: /陈静/ }).check();
  await dialog.getByRole('checkbox', { name: /李雷/ }).check();
  await expect(dialog).toContainText('2 人平分，每人 11–12 条');
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await dialog.getByRole('button', { name: '分配', exact: true }).click();
  await expect(page.getByText(/^已分配 23 条：陈静 12、李雷 11$/)).toBeVisible();
  await expect(bar).toHaveCount(0);
  await expect(page.getByRole('row', { name: /客户1号/ })).toContainText('陈静');
  const owned = await sql`select count(*)::int as n from callboard.lead_owners where row_id = any(${rows})`;
  expect(owned).toEqual([{ n: 23 }]);

  // An operator finds their own, and gives nothing away.
  const other = await browser.newContext();
  await signIn(operator, other);
  const mine = await other.newPage();
  await mine.goto(`/tasks/${taskId}?owner=me&status=Failed`);
  await hydrated(mine);
  await expect(mine.getByRole('link', { name: /^客户\d+号$/ })).toHaveText(['客户2号', '客户4号']);
  await mine.getByRole('checkbox', { name: '选择 客户2号' }).check();
  const own = mine.getByRole('toolbar', { name: '对所选的操作' });
  await expect(own).toContainText('已选 1 条');
  await expect(own.getByRole('button', { name: '分配' })).toHaveCount(0);
  const refused = await other.request.post('/api/lead-owners', { data: { to: [], row_ids: rows } });
  expect(refused.status()).toBe(403);
  await other.close();
});
