// What an operator does in a minute: signs in, refreshes a page, plays a recording, notes the follow-up. The steps are
// the same in every browser; each throws with its name when what a person would see does not come.

const TASK = '/tasks/54';
const REMARK = ['约了周三上门量房。', '二', '三', '四', '五', '六'].join('\n');
const KEYS = { escape: '\uE00C', down: '\uE015' };

const audio = () => {
  const element = document.querySelector('#callboard-audio');
  return element && { time: element.currentTime, paused: element.paused };
};

/** Whether the play button tells this: `playing`, `waiting` or `still`. */
const isShown = (phase) => {
  const button = document.querySelector('[role=dialog] [data-play-button]');
  if (button === null) return false;
  if (button.getAttribute('aria-busy') === 'true') return phase === 'waiting';
  return phase === (/暂停|Pause/.test(button.getAttribute('aria-label')) ? 'playing' : 'still');
};

async function signIn(page, { url, email, password }) {
  await page.open(`${url}/sign-in`);
  await page.type('input[type=email]', email);
  await page.type('input[type=password]', password);
  await page.click('button[type=submit]');
  await page.until(
    'the start page',
    () => location.pathname === '/mine' && document.querySelector('main h1'),
  );
}

async function refresh(page, { url }) {
  await page.open(`${url}${TASK}?page=1&size=20`);
  await page.until('the button at work', () =>
    Object.keys(document.querySelector('#refresh-page') ?? {}).some((key) => key.startsWith('__reactProps')),
  );
  await page.click('#refresh-page');
  await page.until('the receipt', () => document.querySelector('main section[data-status=done]'));
  await page.until('a verdict on every row', () =>
    [...document.querySelectorAll('tr[data-row-id]')].every((row) => row.dataset.verdict),
  );
}

/** Says `false` where the machine has no sound output and the page says so. */
async function play(page) {
  await page.click('tr[data-row-id] button[aria-label*="播放"], tr[data-row-id] button[aria-label*="Play"]');
  const outcome = await page.until('sound, or why there is none', () => {
    const element = document.querySelector('#callboard-audio');
    if (element && element.currentTime > 0.5) return 'sound';
    return document.querySelector('[role=dialog] [data-recording=no-output]') && 'no output';
  });
  if (outcome !== 'sound') {
    await page.until('the player, kept', () => document.querySelector('[role=dialog] [data-play-button]'));
    return false;
  }
  await page.until('the button of a running sound', isShown, 'playing');
  return true;
}

async function seekAndLoop(page) {
  await page.press('5');
  const from = await page.until('the middle', () => {
    const { currentTime, duration } = document.querySelector('#callboard-audio');
    return currentTime > duration * 0.45 && currentTime;
  });
  await page.until(
    'sound after the jump',
    (at) => document.querySelector('#callboard-audio').currentTime > at + 0.5,
    from,
  );
  await page.until('a button that no longer waits', isShown, 'playing');
  await page.press('l');
  await page.until(
    'a second of sound',
    (at) => document.querySelector('#callboard-audio').currentTime > at + 2,
    from,
  );
  await page.press('l');
  await page.until(
    'the beginning of the loop',
    (at) => {
      const { currentTime } = document.querySelector('#callboard-audio');
      return currentTime < at + 2;
    },
    from,
  );
  const { time } = await page.run(audio);
  await page.until(
    'the end of the loop, and back',
    (at) => {
      const seen = (window.seenTimes ??= []);
      seen.push(document.querySelector('#callboard-audio').currentTime);
      const last = seen.at(-1);
      if (last > at + 4) throw new Error('the loop ran past its end');
      return seen.some((each, index) => index > 0 && each < seen[index - 1] - 0.3);
    },
    time,
  );
  await page.press('l');
  await page.press(' ');
  await page.until('silence', () => document.querySelector('#callboard-audio').paused);
}

async function followUp(page) {
  await page.type('[role=dialog] textarea', REMARK);
  await page.until('a box as high as its text', () => {
    const box = document.querySelector('[role=dialog] textarea');
    return box.scrollHeight <= box.clientHeight + 2;
  });
  await page.until('the follow-up, saved', () =>
    document.querySelector('[role=dialog] form [data-status=saved]'),
  );
}

async function keys(page) {
  await page.run(() => document.querySelector('[role=dialog]').focus());
  await page.press(KEYS.escape);
  await page.until('the job, closed', () => !document.querySelector('[role=dialog]'));
  const ringed = () =>
    document.activeElement?.closest('tr[data-row-id]') && document.activeElement.matches(':focus-visible');
  await page.until('the focus, seen on the row', ringed);
  await page.press(KEYS.down);
  await page.until('the focus, seen on the next row', ringed);
}

/**
 * @param {import('./webdriver.mjs').Page} page
 * @param {{ url: string, email: string, password: string }} options
 * @param {(step: string, note?: string) => void} told called after each step
 */
export async function walk(page, options, told) {
  await signIn(page, options);
  told('signed in');
  await refresh(page, options);
  told('refreshed a page, a verdict on every row');
  const sounds = await play(page);
  if (sounds) {
    told('played a recording');
    await seekAndLoop(page);
    told('jumped, looped and paused');
  } else {
    told('no sound output on this machine: the page says so and keeps the player');
  }
  await followUp(page);
  told('noted a follow-up');
  await keys(page);
  told('closed by key, the focus seen on its row');
}
