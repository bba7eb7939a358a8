import { isLiveNow } from './live';

/** Without a stream a page is read so often, in ms. */
const POLL_MS = 10_000;

/**
 * Reads what a page shows anew as it changes: never more often than asked, and now and then where no stream tells of
 * changes. Nothing is read while the window is hidden; what was missed so is read once when it is looked at again.
 */
export function liveReader(read: () => void): {
  /** Reads as soon as `gapMs` have passed since the last time. */
  readWithin: (gapMs: number) => void;
  end: () => void;
} {
  let timer: number | undefined;
  let due = Infinity;
  let readAt = -Infinity;
  let missed = false;

  const readNow = () => {
    window.clearTimeout(timer);
    due = Infinity;
    missed = document.visibilityState === 'hidden';
    if (missed) return;
    readAt = Date.now();
    read();
  };
  const readWithin = (gapMs: number) => {
    const at = Math.max(Date.now(), readAt + gapMs);
    if (at >= due) return;
    window.clearTimeout(timer);
    due = at;
    timer = window.setTimeout(readNow, at - Date.now());
  };
  const poll = window.setInterval(() => {
    if (!isLiveNow()) readWithin(POLL_MS);
  }, POLL_MS);
  const onVisible = () => {
    if (missed && document.visibilityState === 'visible') readNow();
  };
  document.addEventListener('visibilitychange', onVisible);
  return {
    readWithin,
    end: () => {
      window.clearInterval(poll);
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
