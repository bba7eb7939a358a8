import { hash } from '@node-rs/argon2';
import type { Page } from '@playwright/test';

import { violations } from './fixtures/axe';
import { settings } from './fixtures/settings';
import { expect, test } from './fixtures/test';
import type { TestUser } from './fixtures/world';

const PASSWORD = 'correct horse battery';
const NEXT = 'harbor lantern plum';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

const sessionsOf = (page: Page) => page.getByRole('region', { name: '登录设备' });
const passwordOf = (page: Page) => page.getByRole('region', { name: '修改密码' });

/** Opens the account page by the menu, as a person does: by then React has reached it. */
async function openAccount(page: Page, person: TestUser): Promise<void> {
  await page.goto('/tasks');
  await page.getByRole('button', { name: `${person.name} 的菜单` }).click();
  await page.getByRole('menuitem', { name: '账号与登录设备' }).click();
  await expect(page).toHaveURL('/account');
  await expect(sessionsOf(page)).toBeVisible();
}

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  await passwordOf(page).getByLabel('当前密码', { exact: true }).fill(current);
  await passwordOf(page).getByLabel('新密码', { exact: true }).fill(next);
  await passwordOf(page).getByRole('button', { name: '修改密码' }).click();
}

test('shows where a person is signed in, and ends one session and the others', async ({
  page,
  browser,
  operator,
  signIn,
  sql,
}) => {
  await signIn(operator);
  await sql`
    insert into callboard.sessions (user_id, address, user_agent)
    values (${operator.id}, '198.51.100.23', ${PHONE}), (${operator.id}, '2001:db8::9', '')`;
  const other = await browser.newContext({ baseURL: settings().baseUrl });
  await signIn(operator, other);
  await openAccount(page, operator);

  const items = sessionsOf(page).getByRole('listitem');
  await expect(items).toHaveCount(4);
  await expect(items.first()).toContainText('Chrome · Windows');
  await expect(items.first()).toContainText('当前设备');
  await expect(sessionsOf(page).getByText('当前设备')).toHaveCount(1);
  const phone = items.filter({ hasText: '198.51.100.23' });
  await expect(phone).toContainText('Safari · iOS');
  await expect(items.filter({ hasText: '2001:db8::9' })).toContainText('未知的浏览器');

  // By the keyboard: the focus goes on to the one before.
  await phone.getByRole('button', { name: '结束 Mobile Safari · iOS 上的登录' }).press('Enter');
  await expect(items).toHaveCount(3);
  await expect(phone).toHaveCount(0);
  await expect(sessionsOf(page).locator('button:focus')).toBeVisible();

  expect((await other.request.get('/api/auth/session')).ok()).toBe(true);
  await sessionsOf(page).getByRole('button', { name: '结束其他所有登录' }).click();
  await expect(items).toHaveCount(1);
  expect(await (await other.request.get('/api/auth/session')).json()).toEqual({});
  await other.close();

  await items.getByRole('button', { name: '退出这台设备' }).click();
  await expect(page).toHaveURL(/\/sign-in\?reason=signed-out/);
});

test('changes the password, says why another is refused, and ends the other sessions', async ({
  page,
  browser,
  world,
  organization,
  signIn,
}) => {
  const person = await world.user(organization, { name: '韩梅梅', passwordHash: await hash(PASSWORD) });
  await signIn(person);
  const other = await browser.newContext({ baseURL: settings().baseUrl });
  await signIn(person, other);
  await openAccount(page, person);

  const form = passwordOf(page);
  for (const [current, next, words] of [
    ['wrong', NEXT, '当前密码不正确'],
    [PASSWORD, 'short', '太短：至少 12 个字符'],
    [PASSWORD, 'password1234', '太容易被猜到：由常见的密码'],
    [PASSWORD, '韩梅梅 grapefruit', '含有您的姓名'],
    [PASSWORD, PASSWORD, '新密码与当前密码相同'],
  ] as const) {
    await changePassword(page, current, next);
    await expect(form.getByText(words)).toBeVisible();
    await expect(form.locator('input:focus')).toHaveAttribute('data-invalid', 'true');
  }
  expect(await violations(page)).toEqual([]);
  expect(await (await other.request.get('/api/auth/session')).json()).not.toEqual({});

  await changePassword(page, PASSWORD, NEXT);
  await expect(form.getByRole('status')).toHaveText('密码已修改，其他 1 处登录已结束。');
  await expect(sessionsOf(page).getByRole('listitem')).toHaveCount(1);
  expect(await (await other.request.get('/api/auth/session')).json()).toEqual({});
  await other.close();

  await page.context().clearCookies();
  await page.goto('/sign-in?callbackUrl=/account');
  await page.locator('input[type=email]').fill(person.email);
  await page.locator('input[type=password]').fill(NEXT);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/account');
});

test('fits a phone, in English and dark', async ({ page, context, operator, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await context.addCookies([
    { name: 'callboard-theme', value: 'dark', url: settings().baseUrl },
    { name: 'callboard-locale', value: 'en', url: settings().baseUrl },
  ]);
  await signIn(operator);
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await violations(page)).toEqual([]);
});

test('ends no session of somebody else', async ({ page, world, organization, operator, signIn, sql }) => {
  const [foreign] = await sql<{ id: string }[]>`
    insert into callboard.sessions (user_id, address, user_agent)
    values (${(await world.user(organization)).id}, '198.51.100.9', '') returning id`;
  const [own] = await sql<{ id: string }[]>`
    insert into callboard.sessions (user_id, address, user_agent)
    values (${operator.id}, '198.51.100.8', '') returning id`;
  await signIn(operator);
  await openAccount(page, operator);
  // The button's own request, with another session's id in it.
  await page.route('**/account', async (route) => {
    const body = route.request().postData();
    await route.continue({ postData: body?.replaceAll(own!.id, foreign!.id) });
  });
  await sessionsOf(page)
    .getByRole('listitem')
    .filter({ hasText: '198.51.100.8' })
    .getByRole('button')
    .click();
  await expect(page.getByText('登录没有结束')).toBeVisible();
  expect(
    await sql`select id from callboard.sessions where id in ${sql([own!.id, foreign!.id])}`,
  ).toHaveLength(2);
});
