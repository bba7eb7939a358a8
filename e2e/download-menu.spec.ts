import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { violations } from './fixtures/axe';
import { refreshFirstPage } from './fixtures/refresh';
import { wav } from './fixtures/sounds';
import { expect as baseExpect, test } from './fixtures/test';

const expect = baseExpect.configure({ timeout: 30_000 });

test('the download menu offers each format with its size, by keyboard alone', async ({
  page,
  world,
  simulator,
  organization,
  operator,
  signIn,
}) => {
  test.slow();
  const bytes = wav({ codec: 'alaw', rate: 8000, channels: 2, seconds: 60 });
  const strange = readFileSync('lib/recordings/sound/testing/adts.aac');
  const jobs = [bytes, strange].map((sound) => ({ JobId: randomUUID(), sound }));
  await simulator.putJobs(
    jobs.map(({ JobId }) => ({
      JobId,
      Status: 'Succeeded',
      Tasks: [{ TaskId: `call-${JobId}`, Status: 'SucceededFinish', Duration: 60_000 }],
    })),
    Object.fromEntries(
      jobs.map(({ JobId, sound }) => [`call-${JobId}`, { file: { base64: sound.toString('base64') } }]),
    ),
  );
  const taskId = await world.task(organization);
  const rows = await world.rows(
    taskId,
    jobs.map(({ JobId }) => ({ call_job_id: JobId, call_status: 'Executing' })),
  );
  await signIn(operator);
  await refreshFirstPage(page, taskId);

  await page.goto(`/tasks/${taskId}?job=${rows[0]}`);
  const button = page.getByRole('dialog').getByRole('button', { name: '下载录音' });
  // The page is alive once its sound is there.
  await expect(page.locator('#callboard-audio')).toBeAttached();
  await button.focus();
  await page.keyboard.press('Enter');
  const item = (name: RegExp) => page.getByRole('menuitem', { name });
  await expect(item(/^原始文件/)).toContainText('WAV · 1 MB');
  await expect(item(/^WAV/)).toContainText('1.9 MB');
  await expect(item(/^MP3/)).toContainText('文件小');
  expect(await violations(page, '[role=menu]')).toEqual([]);

  await expect(item(/^原始文件/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(item(/^MP3/)).toBeFocused();
  for (const key of ['Enter', ' ']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press(key)]);
    expect(download.suggestedFilename()).toMatch(/\.mp3$/);
    expect(await download.failure()).toBeNull();
    await expect(item(/^MP3/)).toHaveCount(0);
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(item(/^原始文件/)).toBeFocused();
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeVisible();

  await page.goto(`/tasks/${taskId}?job=${rows[1]}`);
  await expect(page.locator('#callboard-audio')).toBeAttached();
  await button.click();
  await expect(item(/^MP3/)).toContainText('无法转换');
  await expect(item(/^MP3/)).toBeDisabled();
  await expect(item(/^原始文件/)).toBeEnabled();
});
