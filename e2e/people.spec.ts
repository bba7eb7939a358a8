import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { expect, test } from './fixtures/test';

const PHONE = '13812348000';

test('begins an operator’s day with their leads, and a supervisor lets them see a number', async ({
  page,
  browser,
  sql,
  world,
  organization,
  operator,
  signIn,
}) => {
  const supervisor = await world.user(organization, { role: 'supervisor', name: '周文博' });
  const taskId = await world.task(organization, { name: '装修回访' });
  const rows = await world.rows(
    taskId,
    ['王芳', '李伟', '张敏'].map((leads_name) => ({
      leads_name,
      leads_phone: PHONE,
      call_job_id: `job-${taskId}-${leads_name}`,
      call_status: 'Succeeded',
    })),
  );
  const overdue = await world.followUp(rows[0]!, '周五再联系');
  await sql`update leads_follow set next_follow_time = now() - interval '2 days' where id = ${overdue}`;
  await sql`
    insert into callboard.lead_owners (row_id, organization_id, task_id, user_id, assigned_by)
    select id, ${organization.id}, task_id, ${operator.id}, ${supervisor.id} from leads_task_list where task_id = ${taskId}`;

  const desk = await browser.newContext();
  await signIn(supervisor, desk);
  const leading = await desk.newPage();
  await leading.goto('/');
  await expect(leading).toHaveURL(/\/tasks$/);
  await expect(leading.getByRole('link', { name: /号码申请/ })).toHaveCount(0);

  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(operator);
  await page.goto('/');
  await expect(page).toHaveURL(/\/mine$/);
  const todo = page.getByRole('region', { name: '要处理', exact: true });
  await expect(todo.getByRole('link')).toHaveText([
    /^1\s*已逾期$/,
    /^0\s*今天到期$/,
    /^2\s*新线索$/,
    /^3\s*全部线索$/,
  ]);
  const next = page.getByRole('region', { name: '接下来' });
  await expect(next.getByRole('listitem')).toHaveCount(3);
  await expect(next.getByRole('listitem').first()).toContainText('周五再联系');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: /听过的通话/ }).click();
  await expect(page.getByRole('region', { name: '今天听过的通话' })).toContainText('今天还没有');

  // The lead opens in the list that counts it; there its number is asked for.
  await next.getByRole('link', { name: '王芳' }).click();
  await expect(page).toHaveURL(/owner=me&follow=overdue/);
  const drawer = page.getByRole('dialog', { name: /王芳/ });
  await drawer.getByRole('button', { name: '申请查看号码' }).click();
  const asking = page.getByRole('dialog', { name: '申请查看号码' });
  await asking.getByLabel('原因（可不填）').fill('客户要求回拨');
  await asking.getByRole('button', { name: '提交申请' }).click();
  await expect(drawer.getByText('已申请，等待主管答复')).toBeVisible();

  await leading.getByRole('link', { name: '号码申请，1 个等待答复' }).click();
  await hydrated(leading, 'main button');
  const open = leading.getByRole('list', { name: '等待答复' });
  await expect(open).toContainText('客户要求回拨');
  await expect(open).toContainText('138****8000');
  expect(await violations(leading)).toEqual([]);
  await open.getByRole('button', { name: `允许 ${operator.name} 查看` }).click();
  await expect(leading.getByRole('region', { name: '最近答复' })).toContainText('周文博 已允许');
  await expect(leading.getByRole('link', { name: /个等待答复/ })).toHaveCount(0);
  await leading.goto('/follow-ups/people?by=day');
  await expect(leading.getByRole('row', { name: new RegExp(operator.name) })).toBeVisible();
  expect(await violations(leading)).toEqual([]);

  await expect(drawer.getByText(/^可查看至 /)).toBeVisible();
  await drawer.getByRole('button', { name: '查看完整号码' }).click();
  await page.getByRole('dialog', { name: '查看完整号码' }).getByRole('button', { name: '显示' }).click();
  await expect(drawer.getByText(PHONE)).toBeVisible();
  await desk.close();
});
