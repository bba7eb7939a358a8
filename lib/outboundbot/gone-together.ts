/**
 * For what several people wait for together: its signal aborts once each of those who joined has gone. Somebody who has
 * been answered has not gone, so that what was begun for them goes on.
 */
export function goneTogether(first: AbortSignal): {
  signal: AbortSignal;
  join: (gone: AbortSignal) => void;
} {
  const all = new AbortController();
  let staying = 0;
  const join = (gone: AbortSignal) => {
    staying += 1;
    const leave = () => {
      staying -= 1;
      if (staying === 0) all.abort();
    };
    if (gone.aborted) leave();
    else gone.addEventListener('abort', leave, { once: true });
  };
  join(first);
  return { signal: all.signal, join };
}
