'use client';

import type { PointerEvent } from 'react';

import { WIDTHS } from '@/lib/views/columns';

import { widthVariable } from './column-model';
import classes from './columns.module.css';

/**
 * The edge by which a column is drawn wider; twice clicked, it is as wide as it is by itself. For the pointer alone: by
 * keyboard the list of columns has each width.
 */
export function ResizeHandle({
  place,
  width,
  onResize,
}: {
  place: number;
  width: number;
  onResize: (width: number | null) => void;
}) {
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    const handle = event.currentTarget;
    const table = handle.closest('table');
    if (event.button !== 0 || !table) return;
    // Else the head's own cell would be dragged away.
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    // What takes the rest of the row is wider than it says.
    const begun = place === 0 ? width : (handle.parentElement?.offsetWidth ?? width);
    let now: number | null = null;
    const draw = ({ clientX }: globalThis.PointerEvent) => {
      now = Math.min(WIDTHS.most, Math.max(WIDTHS.least, Math.round(begun + clientX - from)));
      // The rows follow without React: a page has up to 2,000 cells.
      table.style.setProperty(place === 0 ? '--lead-width' : widthVariable(place), `${now}px`);
    };
    const end = () => {
      handle.removeEventListener('pointermove', draw);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
      if (now !== null && now !== begun) onResize(now);
    };
    handle.addEventListener('pointermove', draw);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };
  return (
    <span
      className={classes.handle}
      aria-hidden
      data-resize=""
      onPointerDown={begin}
      onDoubleClick={() => onResize(null)}
    />
  );
}
