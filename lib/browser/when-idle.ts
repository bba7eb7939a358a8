/** A browser that does not tell when it is idle is taken to be so after this long. */
const IDLE_AFTER_MS = 500;

/** Does something once the browser has nothing else to do; the answer calls it off. Browser only. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(work, IDLE_AFTER_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: 2 * IDLE_AFTER_MS });
  return () => cancelIdleCallback(handle);
}
