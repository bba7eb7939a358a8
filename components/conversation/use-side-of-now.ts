'use client';

import { useEffect, useState, type RefObject } from 'react';

/** Where the sentence being said is, seen from what is in sight. */
export type SideOfNow = 'above' | 'inSight' | 'below';

/** On which side of what is in sight the sentence being said is, while one scrolls and while it goes on. */
export function useSideOfNow(
  listRef: RefObject<HTMLElement | null>,
  scrollRef: RefObject<HTMLElement | null>,
): SideOfNow {
  const [side, setSide] = useState<SideOfNow>('inSight');
  useEffect(() => {
    const [list, scroller] = [listRef.current, scrollRef.current];
    if (!list || !scroller) return undefined;
    const find = () => {
      const now = list.querySelector('[data-active]')?.getBoundingClientRect();
      const view = scroller.getBoundingClientRect();
      setSide(
        !now ? 'inSight' : now.bottom <= view.top ? 'above' : now.top >= view.bottom ? 'below' : 'inSight',
      );
    };
    const marks = new MutationObserver(find);
    marks.observe(list, { subtree: true, attributeFilter: ['data-active'] });
    scroller.addEventListener('scroll', find, { passive: true });
    find();
    return () => {
      marks.disconnect();
      scroller.removeEventListener('scroll', find);
    };
  }, [listRef, scrollRef]);
  return side;
}
