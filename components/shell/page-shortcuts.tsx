'use client';

import { useEffect, useRef } from 'react';

import { keyOwner, toCommand } from '@/components/player/engine/player-keys';
import { onDemand } from '@/lib/browser/on-demand';
import { useStore } from '@/lib/browser/store';

import { shortcutsShown, showShortcuts } from './shortcuts-shown';

/** Looked at now and then: not worth its bytes before. */
const [ShortcutsSheet] = onDemand(() => import('./shortcuts-sheet').then((module) => module.ShortcutsSheet));

/** `?` on every page shows the keys; an open job shows them itself. The focus comes back to where it was. */
export function PageShortcuts() {
  const opened = useStore(shortcutsShown, false);
  const before = useRef<Element | null>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('[role="dialog"], [role="menu"]')) return;
      if (toCommand(event, keyOwner(event.target))?.type !== 'help') return;
      event.preventDefault();
      before.current = document.activeElement;
      showShortcuts();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  useEffect(() => {
    if (opened || !(before.current instanceof HTMLElement)) return;
    before.current.focus({ preventScroll: true });
    before.current = null;
  }, [opened]);

  return opened && <ShortcutsSheet opened onClose={() => shortcutsShown.set(false)} />;
}
