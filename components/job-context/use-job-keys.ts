'use client';

import { useLayoutEffect, useRef, type RefObject } from 'react';

import { keyOwner, toCommand, type PlayerCommand } from '@/components/player/engine/player-keys';

/** What lies over the job and keeps its own keys: dialogs, menus, lists of choices. */
const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"], [role="alertdialog"]';

/** Keys of the open job, wherever the focus is, but in fields and in what lies over the job. */
export function useJobKeys({
  panelRef,
  onCommand,
  onEscape,
}: {
  panelRef: RefObject<HTMLElement | null>;
  /** True when the command was carried out; else the browser keeps the key. */
  onCommand: (command: PlayerCommand) => boolean;
  onEscape?: (() => void) | undefined;
}): void {
  const handlers = useRef({ onCommand, onEscape });
  // Both effects run with the frame that shows the job: who sees it may already press the next key.
  useLayoutEffect(() => {
    handlers.current = { onCommand, onEscape };
  });

  useLayoutEffect(() => {
    const isOver = (overlay: Element | null) =>
      overlay !== null && overlay !== panelRef.current && !overlay.contains(panelRef.current);
    const isForeign = (target: EventTarget | null) =>
      isOver(target instanceof Element ? target.closest(OVERLAYS) : null);
    // A menu keeps its Escape also when what was focused in it has gone.
    const isCovered = () => [...document.querySelectorAll(OVERLAYS)].some(isOver);
    // What closes by this very Escape may be gone when it arrives here, and may not have had the focus yet.
    let wasCovered = false;
    const onCapture = (event: KeyboardEvent) => {
      if (event.key === 'Escape') wasCovered = isCovered();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isForeign(event.target)) return;
      if (event.key === 'Escape') {
        if (event.isComposing || !handlers.current.onEscape || wasCovered || isCovered()) return;
        if (event.target instanceof Element && event.target.closest('[data-own-escape]')) return;
        event.preventDefault();
        handlers.current.onEscape();
        return;
      }
      // A sentence's button leaves Space to the player: after a click on a sentence one wants to pause.
      const sentence = event.target instanceof Element && event.target.closest('[data-do="play"]') !== null;
      const owner = sentence && event.key === ' ' ? 'none' : keyOwner(event.target);
      const command = toCommand(event, owner);
      if (command && handlers.current.onCommand(command)) event.preventDefault();
    };
    window.addEventListener('keydown', onCapture, true);
    document.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onCapture, true);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [panelRef]);
}
