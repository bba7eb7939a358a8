/** What a key asks of the open job and its player. */
export type PlayerCommand =
  | { type: 'toggle' }
  | { type: 'seekBy'; seconds: number }
  | { type: 'seekToTenth'; tenth: number }
  | { type: 'speed'; direction: 1 | -1 }
  | { type: 'mute' }
  | { type: 'loop' }
  | { type: 'skipSilence' }
  | { type: 'nudge'; direction: 1 | -1 }
  | { type: 'job'; direction: 1 | -1 }
  | { type: 'search' }
  | { type: 'hit'; direction: 1 | -1 }
  | { type: 'follow' }
  | { type: 'refresh' }
  /** What a lead of a worklist is dealt with by. */
  | { type: 'work'; key: 'tomorrow' | 'nextWeek' | 'noAnswer' | 'done' | 'undo' | 'write' }
  | { type: 'help' };

/**
 * What the focused element does with keys itself:
 * `text` takes all of them, `arrows` (sliders, menus, tabs, the sentences) the arrow keys, Home and digits aside,
 * `press` (buttons, links) Space and Enter.
 */
export type KeyOwner = 'text' | 'arrows' | 'press' | 'none';

export type KeyPress = {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
};

/** Seconds of one press of an arrow key, and with Shift. */
export const ARROW_SECONDS = 5;
export const SHIFT_ARROW_SECONDS = 10;

// A Chinese input method types the full-width form of some keys.
const SAME_KEY: Readonly<Record<string, string>> = {
  '？': '?',
  '【': '[',
  '】': ']',
  '「': '[',
  '」': ']',
  '、': '/',
  '，': ',',
  '。': '.',
};

const PLAIN: Readonly<Record<string, PlayerCommand>> = {
  ' ': { type: 'toggle' },
  '[': { type: 'speed', direction: -1 },
  ']': { type: 'speed', direction: 1 },
  j: { type: 'job', direction: 1 },
  k: { type: 'job', direction: -1 },
  m: { type: 'mute' },
  l: { type: 'loop' },
  s: { type: 'skipSilence' },
  ',': { type: 'nudge', direction: -1 },
  '.': { type: 'nudge', direction: 1 },
  f: { type: 'follow' },
  r: { type: 'refresh' },
  t: { type: 'work', key: 'tomorrow' },
  w: { type: 'work', key: 'nextWeek' },
  x: { type: 'work', key: 'noAnswer' },
  d: { type: 'work', key: 'done' },
  z: { type: 'work', key: 'undo' },
  n: { type: 'work', key: 'write' },
  h: { type: 'hit', direction: 1 },
  p: { type: 'hit', direction: -1 },
  '/': { type: 'search' },
  '?': { type: 'help' },
};

/** The command of a key press, or null when the key belongs to the focused element, the browser or nobody. */
export function toCommand(press: KeyPress, owner: KeyOwner): PlayerCommand | null {
  if (press.isComposing || press.ctrlKey || press.metaKey || press.altKey || owner === 'text') return null;
  const key = SAME_KEY[press.key] ?? (press.key.length === 1 ? press.key.toLowerCase() : press.key);

  const seconds = press.shiftKey ? SHIFT_ARROW_SECONDS : ARROW_SECONDS;
  if (key.startsWith('Arrow')) {
    if (owner === 'arrows') return null;
    if (key === 'ArrowLeft') return { type: 'seekBy', seconds: -seconds };
    if (key === 'ArrowRight') return { type: 'seekBy', seconds };
    if (press.shiftKey) return null;
    return { type: 'job', direction: key === 'ArrowDown' ? 1 : -1 };
  }
  if (key === ' ' && (owner === 'press' || press.shiftKey)) return null;
  if (!press.shiftKey && /^[0-9]$/.test(key)) return { type: 'seekToTenth', tenth: Number(key) };
  // Shift is how `?` is typed; with any other of these keys it means something else.
  if (press.shiftKey && key !== '?') return null;
  return PLAIN[key] ?? null;
}

const TEXT_FIELDS =
  'input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=""], [contenteditable=true], [role=textbox], [role=combobox], [role=searchbox]';
const ARROW_FIELDS =
  '[role=slider], [role=menu], [role=menubar], [role=listbox], [role=tablist], [role=radiogroup], [role=tree], [role=grid], input[type=range], input[type=radio], [data-arrow-keys]';
const PRESS_FIELDS =
  'button, a[href], summary, input[type=checkbox], [role=button], [role=link], [role=switch], [role=checkbox], [role=menuitem]';

/** Reads the owner of keys off the focused element. The sentences take Space as play and pause, arrows for themselves. */
export function keyOwner(target: EventTarget | null): KeyOwner {
  if (!(target instanceof Element)) return 'none';
  if (target.closest(TEXT_FIELDS)) return 'text';
  if (target.closest(ARROW_FIELDS)) return 'arrows';
  return target.closest(PRESS_FIELDS) ? 'press' : 'none';
}
