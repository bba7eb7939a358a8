import type { Page } from '@playwright/test';

/** What a finger or the eye would stumble over on the screen that is shown; each as a line that names the element. */
export type Flaws = { sideways: number; small: string[]; covered: string[] };

/**
 * Measures the page as it is hit, not as it is drawn: from the middle of everything that can be touched, how far up and
 * down does a touch still reach it? 44 px, and 24 for a link within a sentence. While a dialog lies over the page, only
 * what is in it counts. `sideways`: pixels that the page can be scrolled to the side.
 */
export function measure(page: Page): Promise<Flaws> {
  return page.evaluate(() => {
    const FINGER = 44;
    const IN_A_LINE = 24;
    const flaws: Flaws = { sideways: 0, small: [], covered: [] };
    const room = document.documentElement.clientWidth;
    flaws.sideways = document.documentElement.scrollWidth - room;
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    const scope = document.querySelector('[role="dialog"][aria-modal="true"]') ?? document.body;
    const all = scope.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([type=hidden]), textarea, summary, [role=slider], [role=menuitem]',
    );
    for (const element of all) {
      const style = getComputedStyle(element);
      const isDrawn =
        element instanceof HTMLInputElement && (style.opacity === '0' || element.offsetWidth <= 1);
      // A choice or a switch is touched by the words beside it.
      const target = isDrawn ? element.labels?.[0] : element;
      if (!target || element.matches(':disabled')) continue;
      if (!target.checkVisibility({ visibilityProperty: true })) continue;
      target.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
      const box = target.getClientRects()[0];
      // What is only there for the Tab key stands above the window.
      if (!box || box.width < 2 || box.height < 2 || box.bottom < 0) continue;
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const isHit = (atX: number, atY: number) => {
        const hit = document.elementFromPoint(atX, atY);
        return hit !== null && (target.contains(hit) || hit.closest('label')?.contains(target) === true);
      };
      if (!isHit(x, y)) {
        const over = document.elementFromPoint(x, y);
        flaws.covered.push(`${nameOf(target)} under ${over ? nameOf(over) : 'nothing'}`);
        continue;
      }
      const reach = (stepX: number, stepY: number) => {
        let steps = 0;
        while (steps < FINGER && isHit(x + stepX * (steps + 1), y + stepY * (steps + 1))) steps += 1;
        return steps;
      };
      const height = reach(0, -1) + reach(0, 1) + 1;
      const width = reach(-1, 0) + reach(1, 0) + 1;
      const isInLine = style.display === 'inline' || target.closest('p') !== null;
      if (height < (isInLine ? IN_A_LINE : FINGER) || width < IN_A_LINE)
        flaws.small.push(`${nameOf(target)} ${width} x ${height}`);
    }
    return flaws;
  });
}
