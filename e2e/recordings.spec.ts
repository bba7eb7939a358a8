import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { refreshFirstPage } from './fixtures/refresh';
import { settings } from './fixtures/settings';
import type { ProviderJob } from './fixtures/simulator';
import { type Codec, wav } from './fixtures/sounds';
import { expect as baseExpect, test as base } from './fixtures/test';
import { createToken } from './fixtures/tokens';

const LEAD = '王建国';
const PHONE = '13812348000';
const SECONDS = 6;
/** 8 kHz stereo of 16 bits. */
const BYTES_PER_SECOND = 32_000;

/** Sound takes its time on a machine that does other things as well. */
const expect = baseExpect.configure({ timeout: 30_000 });

type Recorded = { taskId: number; rowId: number; callId: string };
type Source = Record<string, unknown>;
type Sample = { wall: number; time: number };

const test = base.extend<{
  record: (...sources: Source[]) => Promise<[Recorded, ...Recorded[]]>;
  player: Player;
}>({
  /** Refreshed jobs of one task of the operator, who is signed in, with these recordings. */
  record: async ({ page, world, simulator, organization, operator, signIn }, use) => {
    await signIn(operator);
    await use(async (...sources) => {
      const jobs = sources.map((source) => {
        const JobId = randomUUID();
        const call = {
          TaskId: `call-${JobId}`,
          Status: 'SucceededFinish',
          CalledNumber: PHONE,
          PlanedTime: Date.parse('2026-11-23T06:00:00Z'),
          Duration: Number(source.seconds ?? SECONDS) * 1000,
        };
        return { JobId, Status: 'Succeeded', Tasks: [call] } satisfies ProviderJob;
      });
      const calls = jobs.map(({ Tasks }) => Tasks[0]!.TaskId);
      await simulator.putJobs(
        jobs,
        Object.fromEntries(sources.map((source, index) => [calls[index]!, source])),
      );
      const taskId = await world.task(organization, { name: '十一月回访' });
      const rows = await world.rows(
        taskId,
        jobs.map(({ JobId }) => ({
          call_job_id: JobId,
          leads_name: LEAD,
          leads_phone: PHONE,
          call_status: 'Executing',
        })),
      );
      await refreshFirstPage(page, taskId);
      const recorded = rows.map((rowId, index) => ({ taskId, rowId, callId: calls[index]! }));
      return recorded as [Recorded, ...Recorded[]];
    });
  },
  player: ({ page }, use) => use(new Player(page)),
});

/** The page's one audio element, and the button that starts it. */
class Player {
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }
  async open({ taskId, rowId }: Recorded): Promise<void> {
    await this.#page.goto(`/tasks/${taskId}?job=${rowId}`);
  }
  async play(recorded: Recorded): Promise<void> {
    await this.open(recorded);
    await this.#page.getByRole('dialog').getByRole('button', { name: '播放', exact: true }).click();
    await expect.poll(this.time).toBeGreaterThan(0.2);
  }
  /** The browser's own player, on a page that holds nothing else. */
  async playBare({ rowId }: Recorded): Promise<void> {
    // An answer of the app itself may play nothing.
    const bare = { contentType: 'text/html', body: '<!doctype html>' };
    await this.#page.route('**/bare-page', (route) => route.fulfill(bare));
    await this.#page.goto('/bare-page');
    await this.#page.evaluate((src) => {
      const audio = Object.assign(document.createElement('audio'), { src, id: 'callboard-audio' });
      document.body.append(audio);
      void audio.play();
    }, `/api/jobs/${rowId}/recording`);
    await expect.poll(this.time).toBeGreaterThan(0.2);
  }
  read<T>(take: (audio: HTMLAudioElement) => T | Promise<T>): Promise<T> {
    return this.#page.locator('#callboard-audio').evaluate(take);
  }
  time = () => this.read((audio) => audio.currentTime);
  seek = (seconds: number) =>
    this.#page
      .locator('#callboard-audio')
      .evaluate((audio, at) => void ((audio as HTMLAudioElement).currentTime = at), seconds);
  /** Where the sound ends that has come, once no more comes. */
  async loadedSeconds(): Promise<number> {
    let end = 0;
    const isSettled = async () => {
      const before = end;
      end = await this.read(({ buffered }) => (buffered.length > 0 ? buffered.end(buffered.length - 1) : 0));
      return end > 5 && end === before;
    };
    await expect.poll(isSettled, { intervals: [500] }).toBe(true);
    return end;
  }
  /** Notes where the sound is, ten times a second, until it is read. */
  async watch(): Promise<() => Promise<Sample[]>> {
    const kept = await this.#page.locator('#callboard-audio').evaluateHandle((element) => {
      const audio = element as HTMLAudioElement;
      const samples: { wall: number; time: number }[] = [];
      setInterval(() => samples.push({ wall: performance.now() / 1000, time: audio.currentTime }), 100);
      return samples;
    });
    return () => kept.jsonValue();
  }
  /** How loud each side gets from a second on, 0 to 1: one sounds, and the other one at most a quarter of it. */
  async expectSides(at: number, loud: 'left' | 'right' | 'both'): Promise<void> {
    const sides = async () => {
      await this.seek(at);
      const [left, right] = await this.read(async (audio) => {
        const page = window as Window & { meters?: AnalyserNode[] };
        if (!page.meters) {
          const context = new AudioContext();
          const splitter = context.createChannelSplitter(2);
          const stream = (audio as HTMLAudioElement & { captureStream: () => MediaStream }).captureStream();
          context.createMediaStreamSource(stream).connect(splitter);
          page.meters = [0, 1].map((side) => {
            const analyser = context.createAnalyser();
            splitter.connect(analyser, side);
            return analyser;
          });
        }
        if (audio.paused) await audio.play();
        await new Promise((resolve) => setTimeout(resolve, 600));
        return page.meters.map((meter) => {
          const samples = new Float32Array(meter.fftSize);
          meter.getFloatTimeDomainData(samples);
          return Math.max(...samples);
        });
      });
      if (left! > 0.05 && right! > left! * 0.7 && right! < left! * 1.4) return 'both';
      if (left! > 0.05 && right! < left! / 4) return 'left';
      return right! > 0.05 && left! < right! / 4 ? 'right' : `${left} ${right}`;
    };
    await expect.poll(sides).toBe(loud);
  }
}

const file = (bytes: Buffer, extension: 'wav' | 'mp3' = 'wav') => ({
  file: { base64: bytes.toString('base64'), extension },
});
const mp3 = (name: string) => readFileSync(`lib/recordings/peaks/testing/${name}.mp3`);
const notice = (page: Page) => page.getByRole('dialog').locator('[data-recording]');

/** The server may close a connection that was idle at the moment it is used again. */
const RETRIED = { maxRetries: 2 };

/** Waits until the waveform is there, or why it is not. */
async function peaksOf(page: Page, rowId: number): Promise<Record<string, unknown>> {
  let answer: Record<string, unknown> = {};
  await expect
    .poll(async () => {
      const response = await page.request.get(`/api/jobs/${rowId}/recording/peaks`, RETRIED);
      answer = (await response.json()) as typeof answer;
      return answer.state;
    })
    .not.toBe('making');
  return answer;
}

type Format = { name: string; source: Source; rate: number; channels: 1 | 2 };

const FORMATS: Format[] = [
  ...(
    [
      ['pcm16', 8000, 2],
      ['pcm16', 48_000, 1],
      ['pcm8', 8000, 1],
      ['pcm8', 44_100, 2],
      ['pcm24', 8000, 2],
      ['alaw', 8000, 2],
      ['alaw', 16_000, 1],
      ['mulaw', 8000, 1],
      ['mulaw', 48_000, 2],
    ] as [Codec, number, 1 | 2][]
  ).map(([codec, rate, channels]) => ({
    name: `${codec}, ${rate} Hz, ${channels}`,
    source: file(wav({ codec, rate, channels, seconds: SECONDS })),
    rate,
    channels,
  })),
  { name: 'MP3, stereo', source: file(mp3('stereo-16k'), 'mp3'), rate: 16_000, channels: 2 },
  { name: 'MP3, mono', source: file(mp3('mono-8k'), 'mp3'), rate: 8000, channels: 1 },
  { name: 'MP3 that is called .wav', source: file(mp3('stereo-16k')), rate: 16_000, channels: 2 },
];

test('a recording of any format plays in the browser, has a waveform, and is converted', async ({
  page,
  record,
  player,
}) => {
  test.setTimeout(240_000);
  const recorded = await record(...FORMATS.map(({ source }) => source));
  for (const [index, { name, rate, channels }] of FORMATS.entries()) {
    await test.step(name, async () => {
      const one = recorded[index]!;
      await player.playBare(one);
      const duration = await player.read((audio) => audio.duration);
      expect(Math.abs(duration - SECONDS)).toBeLessThan(0.5);
      // The MP3s hold a tone from 1 s to 2 s (left) and from 3 s to 4.5 s (right).
      const isMp3 = name.startsWith('MP3');
      await player.expectSides(isMp3 ? 1.1 : 0.5, channels === 2 ? 'left' : 'both');
      if (channels === 2) await player.expectSides(isMp3 ? 3.3 : 4, 'right');

      const peaks = await peaksOf(page, one.rowId);
      expect(peaks).toMatchObject({ state: 'ready', channels });
      expect(Math.abs(Number(peaks.duration_ms) - SECONDS * 1000)).toBeLessThan(500);
      for (const format of ['wav', 'mp3'] as const) {
        const answer = await page.request.get(
          `/api/jobs/${one.rowId}/recording?download=1&format=${format}`,
          RETRIED,
        );
        expect(answer.headers()['content-type']).toBe(format === 'wav' ? 'audio/wav' : 'audio/mpeg');
        const bytes = await answer.body();
        if (format === 'wav') {
          const told = [bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt32LE(24)];
          expect(told).toEqual([1, channels, rate]);
        }
        expect(Math.abs((await decodedSeconds(page, bytes)) - SECONDS)).toBeLessThan(0.5);
      }
    });
  }
});

/** How long the browser finds a file to be. */
function decodedSeconds(page: Page, bytes: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const { buffer } = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    return (await new OfflineAudioContext(2, 1, 48_000).decodeAudioData(buffer)).duration;
  }, bytes.toString('base64'));
}

test('a recording that nobody here can read plays all the same, and one that was cut as far as it goes', async ({
  page,
  record,
  player,
}) => {
  test.slow();
  const whole = wav({ codec: 'pcm16', rate: 8000, channels: 2, seconds: SECONDS });
  const [strange, cut, promising] = (await record(
    // AAC
    file(readFileSync('lib/recordings/sound/testing/adts.aac')),
    file(whole.subarray(0, 44 + 2 * BYTES_PER_SECOND + 3)),
    file(wav({ codec: 'pcm16', rate: 8000, channels: 2, seconds: 3 }, 0x7fffffff)),
  )) as [Recorded, Recorded, Recorded];

  await player.playBare(strange);
  expect(await peaksOf(page, strange.rowId)).toEqual({ state: 'unreadable', reason: 'unsupported' });
  for (const format of ['mp3', 'wav']) {
    const answer = await page.request.get(`/api/jobs/${strange.rowId}/recording?download=1&format=${format}`);
    expect(answer.status()).toBe(415);
    expect(await answer.json()).toMatchObject({ code: 4151, message: expect.stringContaining('原始文件') });
  }

  for (const [damaged, seconds] of [
    [cut, 2],
    [promising, 3],
  ] as const) {
    await player.playBare(damaged);
    await expect.poll(player.time).toBeGreaterThan(seconds - 0.6);
    expect(await player.time()).toBeLessThan(seconds + 0.5);
    expect(await peaksOf(page, damaged.rowId)).toMatchObject({ state: 'ready', duration_ms: seconds * 1000 });
  }
});

const soundFile = (name: string) => readFileSync(`lib/recordings/sound/testing/${name}`);

test('a recording that the browser misjudges or cannot play is played as long as it is', async ({
  page,
  record,
  player,
}) => {
  test.setTimeout(240_000);
  const [vbr, gsm, adpcm] = (await record(
    file(soundFile('vbr-silence-no-xing.mp3'), 'mp3'),
    file(soundFile('gsm610.wav')),
    file(soundFile('adpcm-ima.wav')),
  )) as [Recorded, Recorded, Recorded];
  for (const [recorded, seconds] of [
    [vbr, 14.976],
    [gsm, 2.4],
    [adpcm, 2.462],
  ] as const) {
    await peaksOf(page, recorded.rowId);
    await player.play(recorded);
    expect(Math.abs((await player.read((audio) => audio.duration)) - seconds)).toBeLessThan(0.01);
    // Sound, wave, cursor: a click in the middle leads to the middle of each.
    await player.read((audio) => audio.pause());
    const slider = page.getByRole('dialog').getByRole('slider', { name: '播放位置' });
    await expect(slider.locator('svg').first()).toBeVisible();
    await expect(slider).toHaveAttribute('aria-valuemax', String(Math.floor(seconds)));
    const box = (await slider.boundingBox())!;
    await slider.click({ position: { x: Math.round(box.width / 2), y: box.height / 2 } });
    await expect.poll(async () => Math.abs((await player.time()) - seconds / 2)).toBeLessThan(0.1);
    await player.read(async (audio) => {
      audio.playbackRate = 4;
      await audio.play();
    });
    await expect.poll(() => player.read((audio) => audio.ended)).toBe(true);
    expect(Math.abs((await player.time()) - seconds)).toBeLessThan(0.01);
  }
});

test('a recording of a format that no browser plays says so before Play, and can be downloaded', async ({
  page,
  record,
  player,
}) => {
  test.slow();
  const g726 = wav({ codec: 'alaw', rate: 8000, channels: 1, seconds: 2 });
  g726.writeUInt16LE(0x45, 20);
  g726.writeUInt16LE(4, 34);
  const [recorded] = await record(file(g726));
  expect(await peaksOf(page, recorded.rowId)).toEqual({ state: 'unreadable', reason: 'unplayable' });
  await player.open(recorded);
  await expect(notice(page)).toContainText(/浏览器放不了这种录音格式|录音放不出来/);
  await expect(page.getByRole('dialog').getByRole('button', { name: '播放', exact: true })).toHaveCount(0);
  const download = page.waitForEvent('download');
  await notice(page).getByRole('link', { name: '下载原始文件' }).click();
  expect(readFileSync(await (await download).path()).equals(g726)).toBe(true);
});

test('a recording that is none says so, and which RequestId to ask about', async ({
  page,
  record,
  player,
  simulator,
}) => {
  test.setTimeout(240_000);
  const [empty, hollow, ...spoilt] = (await record(
    file(Buffer.alloc(0)),
    file(wav({ codec: 'pcm16', rate: 8000, channels: 2, seconds: 0 }, 0x7fffffff)),
    {},
    {},
    {},
  )) as [Recorded, Recorded, ...Recorded[]];
  await player.open(empty);
  await expect(notice(page)).toContainText('录音正在准备');
  expect(await peaksOf(page, empty.rowId)).toMatchObject({ state: 'not_ready' });

  // 2 GB by its head, and nothing behind.
  expect(await peaksOf(page, hollow.rowId)).toEqual({ state: 'unreadable', reason: 'empty' });
  const answer = await page.request.get(`/api/jobs/${hollow.rowId}/recording?download=1&format=mp3`);
  expect(answer.status()).toBe(415);

  for (const [index, fault] of [
    { kind: 'recordingHtml' },
    { kind: 'linkRedirect', url: 'http://169.254.169.254/latest/meta-data' },
    { kind: 'linkHost', url: 'http://10.0.0.1' },
  ].entries()) {
    await test.step(fault.kind, async () => {
      const one = spoilt[index]!;
      await simulator.putFault({ ...fault, callId: one.callId });
      await player.open(one);
      await expect(notice(page)).toContainText('服务商没有给出录音');
      await expect(notice(page)).toContainText(/RequestId\s*[0-9A-F-]{10,}/i);
      expect(await peaksOf(page, one.rowId)).toMatchObject({ state: 'provider_error' });
      for (const query of ['', '?download=1', '?download=1&format=mp3', '?download=1&format=wav']) {
        const refused = await page.request.get(`/api/jobs/${one.rowId}/recording${query}`);
        expect([refused.status(), ((await refused.json()) as { code: number }).code]).toEqual([502, 5003]);
        expect(await refused.text()).not.toMatch(/169\.254|10\.0\.0\.1|<script/);
      }
    });
  }
});

/** The sound never went back, and never jumped by more than the time that passed and a little. */
function expectContinuous(samples: Sample[]): void {
  expect(samples.length).toBeGreaterThan(2);
  for (const [index, { wall, time }] of samples.entries()) {
    const before = samples[index - 1];
    if (!before || before.time === 0) continue;
    expect(time).toBeGreaterThanOrEqual(before.time - 0.1);
    expect(time - before.time).toBeLessThan(wall - before.wall + 0.5);
  }
}

test.describe('while it plays', () => {
  test.describe.configure({ timeout: 240_000 });

  /** Every transfer of a page breaks off after ten seconds of sound. */
  const CUT = { kind: 'recordingCut', bytes: 10 * BYTES_PER_SECOND };

  test('a provider that breaks off is asked for the rest, and the sound goes on at the same second', async ({
    record,
    player,
    simulator,
  }) => {
    const [recorded] = await record({ seconds: 600 });
    await simulator.putFault({ ...CUT, callId: recorded.callId });
    await player.play(recorded);
    const end = await player.loadedSeconds();
    await player.seek(end - 2);
    const samples = await player.watch();
    await expect.poll(player.time).toBeGreaterThan(end + 2);
    expectContinuous(await samples());
  });

  test('a link that has expired is healed unseen, at the same second', async ({
    page,
    record,
    player,
    simulator,
  }) => {
    const [recorded] = await record({ seconds: 600 });
    await simulator.putFault({ ...CUT, callId: recorded.callId });
    await player.play(recorded);
    const answers = async () =>
      (await simulator.requests(recorded.callId)) as { operation: string; status: number }[];
    const signed = async () =>
      (await answers()).filter(({ operation }) => operation === 'DownloadRecording').length;
    const before = await signed();
    await simulator.putFault({
      kind: 'error',
      status: 403,
      code: 'AccessDenied',
      message: 'Request has expired.',
      operation: 'GetRecording',
      callId: recorded.callId,
      times: 1,
    });
    const end = await player.loadedSeconds();
    await player.seek(end - 2);
    const samples = await player.watch();
    await expect.poll(player.time).toBeGreaterThan(end + 2);
    // Chromium may have loaded further meanwhile: the next transfer is the one that is refused.
    const refused = async () => (await answers()).filter(({ status }) => status === 403).length;
    await expect.poll(refused, { timeout: 60_000 }).toBe(1);
    await expect.poll(signed).toBe(before + 1);
    const at = await player.time();
    await expect.poll(player.time).toBeGreaterThan(at + 2);
    expectContinuous(await samples());
    await expect(notice(page)).toHaveCount(0);
  });

  test('a link that expires is healed where the listener jumps to', async ({ page, record, player, sql }) => {
    const [recorded] = await record({ seconds: 1800 });
    await player.play(recorded);
    // Its time is over.
    await sql`update callboard.job_states set recording_expires_at = now() - interval '1 minute'
      where row_id = ${recorded.rowId}`;
    await player.seek(1500);
    await expect.poll(player.time).toBeGreaterThan(1500.3);
    expect(await player.time()).toBeLessThan(1515);
    await expect(notice(page)).toHaveCount(0);
    const [row] = await sql<{ fresh: boolean }[]>`
      select recording_expires_at > now() as fresh from callboard.job_states where row_id = ${recorded.rowId}`;
    expect(row).toEqual({ fresh: true });
  });

  test('a provider that breaks off for good is told with words, and the sound goes on once it is back', async ({
    page,
    record,
    player,
    simulator,
  }) => {
    const [recorded] = await record({ seconds: 600 });
    await simulator.putFault({ ...CUT, callId: recorded.callId });
    await player.play(recorded);
    for (const fault of [
      { kind: 'reset', operation: 'GetRecording' },
      { kind: 'forbidden', operation: 'DownloadRecording' },
    ]) {
      await simulator.putFault({ ...fault, callId: recorded.callId });
    }
    // Only now does no more come: Chromium loads ahead as it plays.
    const end = await player.loadedSeconds();
    await player.seek(end - 2);
    await expect(notice(page)).toContainText('服务商没有给出录音');
    expect(await player.read((audio) => audio.ended)).toBe(false);
    const at = await player.time();
    expect(Math.abs(at - end)).toBeLessThan(3);
    await simulator.clearFaults();
    await notice(page)
      .getByRole('button', { name: /从 .+ 继续|重试/ })
      .click();
    await expect.poll(player.time).toBeGreaterThan(at + 0.5);
    expect(await player.time()).toBeLessThan(at + 10);
  });
});

test.describe('as a file', () => {
  /** What a click on a download does. */
  async function save(page: Page, address: string) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate((href) => {
        const link = Object.assign(document.createElement('a'), { href, download: '' });
        document.body.append(link);
        link.click();
      }, address),
    ]);
    return download;
  }

  test('is named by task, lead and time, in each format, and noted in the time-line', async ({
    page,
    record,
  }) => {
    test.slow();
    const sound = wav({ codec: 'mulaw', rate: 8000, channels: 2, seconds: SECONDS });
    const [recorded] = await record(file(sound));
    await page.goto('/api/health');
    for (const [query, extension, length] of [
      ['', 'wav', sound.length],
      ['&format=original', 'wav', sound.length],
      ['&format=wav', 'wav', 44 + SECONDS * BYTES_PER_SECOND],
      ['&format=mp3', 'mp3', null],
    ] as const) {
      const address = `/api/jobs/${recorded.rowId}/recording?download=1${query}`;
      const download = await save(page, address);
      expect(download.suggestedFilename()).toBe(`十一月回访-${LEAD}-138xxxx8000-20261123140000.${extension}`);
      expect(await download.failure()).toBeNull();
      const bytes = readFileSync(await download.path());
      // 64 kbit/s
      if (length === null) expect(Math.abs(bytes.length - SECONDS * 8000)).toBeLessThan(3000);
      else expect(bytes.length).toBe(length);
      const head = await page.request.head(address);
      expect(head.headers()['content-length'] ?? null).toBe(length === null ? null : String(length));
    }
    const downloads = async () => {
      const answer = await page.request.get(`/api/jobs/${recorded.rowId}/timeline`);
      const { events } = (await answer.json()) as { events: { kind: string }[] };
      return events.filter(({ kind }) => kind === 'downloaded').length;
    };
    await expect.poll(downloads).toBeGreaterThan(0);
    expect(
      (await page.request.get(`/api/jobs/${recorded.rowId}/recording?download=1&format=ogg`)).status(),
    ).toBe(400);
  });

  test('never ends short: when the provider breaks off, a conversion fails and the original goes on', async ({
    page,
    record,
    simulator,
  }) => {
    test.slow();
    const [recorded] = await record({ seconds: 60, codec: 'alaw' });
    await peaksOf(page, recorded.rowId);
    await page.goto('/api/health');
    await simulator.putFault({ kind: 'recordingCut', bytes: 500_000, callId: recorded.callId });
    const address = `/api/jobs/${recorded.rowId}/recording?download=1`;
    for (const format of ['wav', 'mp3']) {
      const download = await save(page, `${address}&format=${format}`);
      expect(await download.failure(), format).not.toBeNull();
    }
    // The browser itself asks for the rest of the original by range.
    const download = await save(page, address);
    expect(await download.failure()).toBeNull();
    expect(readFileSync(await download.path()).length).toBe(58 + 60 * 16_000);
  });
});

test('another organization finds no door to a recording, its waveform, its time-line or its follow-up', async ({
  page,
  browser,
  sql,
  world,
  record,
  player,
  simulator,
  signIn,
}) => {
  test.slow();
  const [recorded] = await record({});
  await peaksOf(page, recorded.rowId);

  const foreign = await world.organization('别的机构');
  const stranger = await world.user(foreign);
  const token = await createToken(sql, stranger, foreign);
  const context = await browser.newContext();
  await signIn(stranger, context);
  const asked = (await simulator.requests(recorded.callId)).length;
  const paths = ['', '/recording', '/recording/state', '/recording/peaks', '/timeline', '/calls'];
  const credentials: Record<string, string>[] = [{}, { 'access-token': token }, { range: 'bytes=0-9' }];
  const queries = ['', `?call=${recorded.callId}`, '?download=1', '?download=1&format=mp3', '?format=wav'];
  for (const path of paths) {
    for (const query of queries) {
      for (const headers of credentials) {
        const [there, nowhere] = await Promise.all(
          [recorded.rowId, 2_000_000_001].map(async (rowId) => {
            const response = await context.request.get(
              `${settings().baseUrl}/api/jobs/${rowId}${path}${query}`,
              { headers },
            );
            return [response.status(), await response.text()];
          }),
        );
        expect(there, path + query).toEqual(nowhere);
        expect(there![0]).not.toBe(200);
      }
      const head = await context.request.head(
        `${settings().baseUrl}/api/jobs/${recorded.rowId}${path}${query}`,
      );
      expect(head.ok(), path + query).toBe(false);
    }
  }
  expect((await simulator.requests(recorded.callId)).length).toBe(asked);

  // The stranger sends what the operator's page sends.
  await player.open(recorded);
  const remark = page.getByRole('form', { name: '写跟进' }).getByLabel('备注');
  const sent = page.waitForRequest(
    (request) => request.method() === 'POST' && 'next-action' in request.headers(),
  );
  await remark.fill('只有我们能写');
  const request = await sent;
  await expect
    .poll(
      async () =>
        (
          await sql`select 1 from leads_follow f join leads_task_list t
    on t.leads_id = f.leads_id where t.id = ${recorded.rowId}`
        ).length,
    )
    .toBe(1);
  const { cookie: _own, ...headers } = await request.allHeaders();
  const answer = await context.request.post(request.url(), {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':'))),
    data: request.postDataBuffer()?.toString().replace('只有我们能写', '偷偷写的') ?? '',
  });
  expect(await answer.text()).toContain('"not_found"');
  const written = await sql<{ leads_remark: string }[]>`
    select f.leads_remark from leads_follow f join leads_task_list t on t.leads_id = f.leads_id
    where t.id = ${recorded.rowId}`;
  expect(written).toEqual([{ leads_remark: '只有我们能写' }]);
  await context.close();
});
