import { randomUUID } from 'node:crypto';

import type { Locator, Page } from '@playwright/test';

import { Audio } from './fixtures/audio';
import { refreshFirstPage } from './fixtures/refresh';
import { callOf, type ProviderJob } from './fixtures/simulator';
import { expect, test as base } from './fixtures/test';
import { drawer, play } from './pages/job-panel';

const SECONDS = 40;
const SAID_SECONDS = 2.4;
/** Where each sentence begins in the sound, robot and customer in turn; nobody speaks from 18.4 s to 27 s. */
const STARTS = [0.5, 3.2, 6.1, 9.5, 13, 16, 27, 30.3, 33, 36.2];
const SEGMENTS = STARTS.map((from, index) => ({
  speaker: index % 2 === 0 ? 'Robot' : 'Contact',
  from,
  to: from + SAID_SECONDS,
}));
const SILENCE = { from: 18.4, to: 27 };
const NAMES = ['王建国', '李秀英', '张国华'];

type Scene = { taskId: number; rows: number[] };

/** Three jobs of one task, refreshed: two with a side for each speaker, between them one that was not reached; then one in mono. */
const test = base.extend<{ scene: Scene; audio: Audio }>({
  scene: async ({ page, world, simulator, organization, operator, signIn }, use) => {
    const taskId = await world.task(organization);
    const jobs = [connected(), notReached(), connected()];
    await simulator.putJobs(jobs, {
      [callOf(jobs[0]!)]: { seconds: SECONDS, segments: SEGMENTS },
      [callOf(jobs[2]!)]: { seconds: SECONDS, segments: SEGMENTS, channels: 1 },
    });
    const rows = await world.rows(
      taskId,
      jobs.map(({ JobId }, index) => ({
        call_job_id: JobId,
        call_status: 'Scheduling',
        leads_name: NAMES[index]!,
      })),
    );
    await signIn(operator);
    await refreshFirstPage(page, taskId);
    await use({ taskId, rows });
  },
  audio: ({ page }, use) => use(new Audio(page)),
});

function connected(): ProviderJob {
  const startedAt = Date.now() - 600_000;
  const JobId = randomUUID();
  const call = {
    TaskId: `call-${JobId}`,
    Status: 'SucceededFinish',
    PlanedTime: startedAt - 4000,
    ActualTime: startedAt,
    Duration: SECONDS * 1000,
    Conversation: STARTS.map((start, index) => ({
      Speaker: index % 2 === 0 ? 'Robot' : 'Contact',
      Script: index % 4 === 0 ? `第 ${index} 句，说到价格` : `第 ${index} 句`,
      Timestamp: startedAt + (start + SAID_SECONDS) * 1000,
    })),
  };
  return { JobId, Status: 'Succeeded', Tasks: [call] };
}

function notReached(): ProviderJob {
  const JobId = randomUUID();
  return { JobId, Status: 'Failed', Tasks: [{ TaskId: `call-${JobId}`, Status: 'NoAnswer' }] };
}

test.slow();

const slider = (page: Page): Locator => drawer(page).getByRole('slider', { name: '播放位置' });
const lane = (page: Page, speaker: string): Locator =>
  slider(page).locator(`[data-speaker="${speaker}"] svg`).first();

async function openJob(page: Page, { taskId, rows }: Scene, index: number): Promise<void> {
  await page.goto(`/tasks/${taskId}?job=${rows[index]}`);
  await expect(slider(page).locator('svg').first()).toBeVisible({ timeout: 20_000 });
}

/** Plays the open job, with the next recording to follow. */
async function playOnAndOn(page: Page, audio: Audio): Promise<void> {
  await drawer(page).getByRole('button', { name: '播放设置' }).click();
  await page.getByRole('switch', { name: '自动播放下一条录音' }).click();
  await page.keyboard.press('Escape');
  await play(page).click();
  await expect.poll(audio.time).toBeGreaterThan(0.1);
}

/** How many of a lane's bars are higher than a line between two seconds, once the lane knows its width and is drawn. */
async function loudPart(drawn: Locator, from: number, to: number): Promise<number> {
  let bars: number[] = [];
  await expect
    .poll(async () => {
      const path = (await drawn.locator('path').getAttribute('d')) ?? '';
      const heights = [...path.matchAll(/v([\d.]+)h/g)].map(([, height]) => Number(height));
      bars = heights.slice(
        Math.ceil((from / SECONDS) * heights.length) + 1,
        Math.floor((to / SECONDS) * heights.length) - 1,
      );
      return bars.length;
    })
    .toBeGreaterThan(5);
  return bars.filter((height) => height > 3).length / bars.length;
}

test('draws a lane for each speaker, before anything is played', async ({ page, scene }) => {
  await openJob(page, scene, 0);
  for (const [index, start] of STARTS.entries()) {
    const [speaker, other] =
      index % 2 === 0 ? (['robot', 'customer'] as const) : (['customer', 'robot'] as const);
    expect(await loudPart(lane(page, speaker), start, start + SAID_SECONDS)).toBeGreaterThan(0.6);
    expect(await loudPart(lane(page, other), start, start + SAID_SECONDS)).toBe(0);
  }
  expect(await loudPart(lane(page, 'robot'), SILENCE.from, SILENCE.to)).toBe(0);

  const figures = drawer(page).getByRole('region', { name: '谁说了多少' });
  await expect(figures).toContainText(/机器人\s*30% · 1[12]\.\d 秒/);
  await expect(figures).toContainText(/最长静音\s*8\.\d 秒\s*在 00:18/);
  await figures.getByRole('button', { name: '在 00:18' }).click();
  await expect.poll(() => new Audio(page).time()).toBeGreaterThan(SILENCE.from - 0.2);
});

test('a click in the waveform lands within a tenth of a second', async ({ page, scene, audio }) => {
  await openJob(page, scene, 0);
  await play(page).click();
  await expect.poll(audio.time).toBeGreaterThan(0.2);
  await page.keyboard.press('Space');
  await expect.poll(audio.paused).toBe(true);
  const box = (await slider(page).boundingBox())!;
  const duration = await audio.read((element) => element.duration);
  for (const part of [0.11, 0.5, 0.873, 0.02]) {
    const x = Math.round(box.width * part);
    await slider(page).click({ position: { x, y: box.height / 2 } });
    await expect.poll(() => audio.read((element) => element.seeking)).toBe(false);
    expect(Math.abs((await audio.time()) - (x / box.width) * duration)).toBeLessThan(0.1);
  }
});

test('one side is heard alone', async ({ page, scene, audio }) => {
  // What reaches the loudspeakers, as loud as it is.
  await page.addInitScript(() => {
    const taps: AnalyserNode[] = [];
    // oxlint-disable-next-line typescript/unbound-method -- the proxy hands each call its own node
    AudioNode.prototype.connect = new Proxy(AudioNode.prototype.connect, {
      apply(connect, source: AudioNode, to: [AudioNode, number?, number?]) {
        if (to[0] instanceof AudioDestinationNode) {
          const tap = new AnalyserNode(source.context, { fftSize: 2048 });
          Reflect.apply(connect, source, [tap, ...to.slice(1)]);
          taps.splice(0, taps.length, tap);
        }
        return Reflect.apply(connect, source, to) as unknown;
      },
    });
    Object.assign(window, {
      loudest: async () => {
        let most = 0;
        for (let tries = 0; tries < 12; tries += 1) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          const samples = new Float32Array(2048);
          taps[0]?.getFloatTimeDomainData(samples);
          for (const sample of samples) most = Math.max(most, Math.abs(sample));
        }
        return most;
      },
    });
  });
  const loudest = () =>
    page.evaluate(() => (window as unknown as { loudest: () => Promise<number> }).loudest());
  await openJob(page, scene, 0);
  await play(page).click();
  await expect.poll(audio.time).toBeGreaterThan(0.1);

  const robotSpeaks = STARTS[4]! + 0.3;
  const customerSpeaks = STARTS[5]! + 0.3;
  await drawer(page).getByRole('button', { name: '只听客户' }).click();
  // The sound runs: a slow machine may come too late, or hear the end of what was there before.
  const loudnessAt = async (seconds: number) => {
    await audio.moveTo(seconds);
    return loudest();
  };
  await expect.poll(() => loudnessAt(customerSpeaks)).toBeGreaterThan(0.02);
  await expect.poll(() => loudnessAt(robotSpeaks)).toBeLessThan(0.001);
  await expect(slider(page).locator('[data-speaker="robot"]')).toHaveAttribute('data-silent', 'true');

  await drawer(page).getByRole('button', { name: '结束：只听客户' }).click();
  await expect.poll(() => loudnessAt(robotSpeaks)).toBeGreaterThan(0.02);
});

test('skips silence, and plays a part over and over', async ({ page, scene, audio }) => {
  await openJob(page, scene, 0);
  await play(page).click();
  await expect.poll(audio.time).toBeGreaterThan(0.1);
  await page.keyboard.press('s');
  await audio.moveTo(SILENCE.from - 0.3);
  const heard = await audio.read(async (element) => {
    const seen: number[] = [];
    for (let tries = 0; tries < 400 && (seen.at(-1) ?? 0) < 27.5; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen.push(element.currentTime);
    }
    return seen;
  });
  expect(heard.at(-1)).toBeGreaterThan(SILENCE.to);
  expect(heard.filter((time) => time > SILENCE.from + 1 && time < SILENCE.to - 0.6)).toEqual([]);

  await page.keyboard.press('Space');
  await expect.poll(audio.paused).toBe(true);
  await audio.moveTo(30);
  await page.keyboard.press('l');
  await audio.moveTo(31);
  await page.keyboard.press('l');
  await expect(drawer(page).getByRole('button', { name: /^结束：循环 00:30 – 00:31/ })).toBeVisible();
  await page.keyboard.press('Space');
  const places = await audio.read(async (element) => {
    const seen = [element.currentTime];
    for (let tries = 0, returns = 0; tries < 400 && returns < 2; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (element.currentTime < seen.at(-1)!) returns += 1;
      seen.push(element.currentTime);
    }
    return seen;
  });
  expect(Math.min(...places)).toBeGreaterThan(29.9);
  expect(Math.max(...places)).toBeLessThan(32.5);
  expect(places.filter((place, index) => place < (places[index - 1] ?? 0))).toHaveLength(2);
  await page.keyboard.press('l');
  await expect(drawer(page).getByRole('button', { name: /^结束：循环/ })).toHaveCount(0);
});

test('remembers for the task which side the robot is on', async ({ page, scene }) => {
  await openJob(page, scene, 0);
  expect(await loudPart(lane(page, 'robot'), STARTS[0]!, STARTS[0]! + SAID_SECONDS)).toBeGreaterThan(0.6);
  await drawer(page).getByRole('button', { name: '播放设置' }).click();
  const saved = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: '对调' }).click();
  await expect(page.getByText('机器人在右声道')).toBeVisible();
  await saved;
  await openJob(page, scene, 0);
  expect(await loudPart(lane(page, 'customer'), STARTS[0]!, STARTS[0]! + SAID_SECONDS)).toBeGreaterThan(0.6);
  expect(await loudPart(lane(page, 'robot'), STARTS[0]!, STARTS[0]! + SAID_SECONDS)).toBe(0);
});

test('moves the words against the sound in tenths of a second, and remembers it', async ({
  page,
  scene,
  sql,
}) => {
  await openJob(page, scene, 0);
  const settingsButton = drawer(page).getByRole('button', { name: '播放设置' });
  await settingsButton.click();
  await expect(page.getByText('按录音里的说话自动对齐')).toBeVisible();
  const offset = page.getByRole('group', { name: '字幕同步' }).locator('output');
  const guessed = Number.parseFloat((await offset.textContent()) ?? '');
  expect(Math.abs(guessed)).toBeLessThan(0.35);
  await page.keyboard.press('Escape');

  const beginning = async () => {
    const [, minutes, seconds] = /(\d\d):(\d\d)/.exec(
      await drawer(page).locator('[data-index="3"]').innerText(),
    )!;
    return Number(minutes) * 60 + Number(seconds);
  };
  const before = await beginning();
  for (let presses = 0; presses < 15; presses += 1) await page.keyboard.press('.');
  // Kept once the keys rest; keys that come slowly are kept more than once.
  const kept = async () => {
    const [row] =
      await sql`select audio_offset_ms from callboard.job_settings where row_id = ${scene.rows[0]!}`;
    return Number(row?.audio_offset_ms ?? 0);
  };
  await expect.poll(kept).toBeGreaterThan((guessed + 1.5 + STARTS[0]! + SAID_SECONDS) * 1000 - 60);
  await openJob(page, scene, 0);
  await settingsButton.click();
  await expect(page.getByText('已为这通电话记住')).toBeVisible();
  expect(Number.parseFloat((await offset.textContent()) ?? '')).toBeCloseTo(guessed + 1.5, 1);
  // A clock shows whole seconds.
  expect([1, 2]).toContain((await beginning()) - before);

  await page.getByRole('button', { name: '恢复自动' }).click();
  await expect(page.getByText('按录音里的说话自动对齐')).toBeVisible();
});

test('leaves the words where they are when a refresh tells when the call began', async ({
  page,
  world,
  simulator,
  organization,
  sql,
  scene,
}) => {
  const job = connected();
  const call = (job.Tasks as Record<string, unknown>[])[0]!;
  const conversation = call.Conversation as object[];
  // Dialled seventeen seconds before the answer, with which the sound begins.
  call.ActualTime = (call.ActualTime as number) - 17_000;
  await simulator.putJobs([job], { [callOf(job)]: { seconds: SECONDS, segments: SEGMENTS } });
  const taskId = await world.task(organization);
  const rows = await world.rows(taskId, [
    {
      call_job_id: job.JobId,
      call_status: 'Succeeded',
      call_task_id: callOf(job),
      call_conversation: conversation,
    },
  ]);
  await openJob(page, { ...scene, taskId, rows }, 0);
  const clocks = async () =>
    (await drawer(page).locator('[data-index] [data-do="play"]').allInnerTexts()).map((text) => {
      const [minutes, seconds] = text.split(':').map(Number);
      return minutes! * 60 + seconds!;
    });
  await expect.poll(async () => (await clocks()).length).toBe(STARTS.length);
  for (const [index, clock] of (await clocks()).entries())
    expect(Math.abs(clock - STARTS[index]!)).toBeLessThan(1.5);

  await page.keyboard.press('.');
  await expect.poll(() => sql`select from callboard.job_settings where row_id = ${rows[0]!}`).toHaveLength(1);
  const before = await clocks();
  await page.keyboard.press('r');
  await expect(
    drawer(page)
      .getByText(/已核对|已更新/)
      .first(),
  ).toBeVisible();
  await expect(drawer(page).getByText('SucceededFinish').first()).toBeAttached();
  expect(await clocks()).toEqual(before);
  await openJob(page, { ...scene, taskId, rows }, 0);
  await expect.poll(clocks).toEqual(before);
});

test('shows in the waveform where a search found its words', async ({ page, scene }) => {
  await openJob(page, scene, 0);
  await page.keyboard.press('/');
  await drawer(page).getByRole('textbox', { name: '在对话中搜索' }).fill('价格');
  const marks = slider(page).locator('[data-current]');
  await expect(marks).toHaveCount(3);
  const box = (await slider(page).boundingBox())!;
  for (const [number, index] of [0, 4, 8].entries()) {
    const mark = (await marks.nth(number).boundingBox())!;
    const seconds = ((mark.x + mark.width / 2 - box.x) / box.width) * SECONDS;
    expect(Math.abs(seconds - STARTS[index]!)).toBeLessThan(2);
  }
});

test('goes on with the next recording of the task, over a job that has none', async ({
  page,
  scene,
  audio,
}) => {
  await openJob(page, scene, 0);
  await playOnAndOn(page, audio);
  await audio.moveTo(SECONDS - 0.5);
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(NAMES[2]!);
  await expect.poll(() => audio.read((element) => element.src)).toContain(`/api/jobs/${scene.rows[2]}/`);
  await expect.poll(audio.time).toBeGreaterThan(0.2);

  // Both in one channel: one lane, and no side to choose.
  await expect(slider(page).locator('[data-speaker="both"] svg').first()).toBeVisible();
  await expect(drawer(page).getByRole('button', { name: '只听客户' })).toHaveCount(0);
});

test('lets whoever writes stay at the job while the next recording follows', async ({
  page,
  scene,
  audio,
}) => {
  await openJob(page, scene, 0);
  await playOnAndOn(page, audio);
  const remark = drawer(page).getByLabel('备注');
  await remark.fill('客户说');
  await audio.moveTo(SECONDS - 0.5);
  await expect.poll(() => audio.read((element) => element.src)).toContain(`/api/jobs/${scene.rows[2]}/`);
  await remark.pressSequentially('下周再联系');
  await expect(remark).toHaveValue('客户说下周再联系');
  await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText(NAMES[0]!);
  await expect(page.getByRole('group', { name: '正在播放另一个作业的录音' })).toContainText(NAMES[2]!);
});
