import { expect, test } from './fixtures/test';

test('tells that the app and its database are well', async ({ request }) => {
  const response = await request.get('/api/health');
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ app: 'ok', database: 'ok' });
});

test('sends a visitor to the sign-in page, which asks for address and password', async ({ page }) => {
  await page.goto('/tasks');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.locator('input[type=email], input[autocomplete=username]')).toBeVisible();
  await expect(page.locator('input[type=password]')).toBeVisible();
});

test('shows a person the tasks of their own organization only', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  await world.task(organization, { name: '本机构的任务' });
  await world.task(await world.organization('别的机构'), { name: '别的机构的任务' });
  await signIn(operator);
  await page.goto('/tasks');
  await expect(page.getByText('本机构的任务').first()).toBeVisible();
  await expect(page.getByText('别的机构的任务')).toHaveCount(0);
});

test('leads back from a task to the list as it was searched', async ({
  page,
  world,
  organization,
  operator,
  signIn,
}) => {
  await world.task(organization, { name: '装修回访' });
  await world.task(organization, { name: '信用卡回访' });
  await signIn(operator);
  await page.goto('/tasks?q=信用卡');
  // Kept, and read again, once React has reached the page.
  await page.waitForFunction(() => sessionStorage.getItem('callboard.tasks-search')?.includes('q='));
  await page.getByRole('link', { name: '信用卡回访' }).click();
  const back = page.getByRole('link', { name: '返回任务列表', exact: true });
  await expect(back).toHaveAttribute('href', /q=/);
  await back.click();
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('link', { name: '信用卡回访' })).toBeVisible();
  await expect(page.getByRole('link', { name: '装修回访' })).toHaveCount(0);
});
