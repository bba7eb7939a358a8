/** So long a place is held against content that comes late. */
const HELD_MS = 10_000;
/** What a person does to go elsewhere, or to work with what was jumped to. */
const TAKING_OVER = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Brings an element to the top of what scrolls, and keeps it there while heights above it turn out otherwise than
 * estimated and content below it comes late; until the person does something. The answer ends it.
 * @param find the element, as soon as it is there
 * @param onEnd called once, however it ends
 */
export function anchorScroll(
  scroller: HTMLElement,
  find: () => Element | null,
  onEnd: () => void,
): () => void {
  const align = () => find()?.scrollIntoView({ block: 'start', behavior: 'instant' });
  const sizes = new ResizeObserver(align);
  const watch = () => {
    for (const part of scroller.children) sizes.observe(part);
    align();
  };
  const parts = new MutationObserver(watch);
  const end = () => {
    clearTimeout(timer);
    sizes.disconnect();
    parts.disconnect();
    for (const event of TAKING_OVER) document.removeEventListener(event, end, true);
    onEnd();
  };
  const timer = setTimeout(end, HELD_MS);
  for (const event of TAKING_OVER) document.addEventListener(event, end, { capture: true, passive: true });
  parts.observe(scroller, { childList: true });
  watch();
  return end;
}
