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
