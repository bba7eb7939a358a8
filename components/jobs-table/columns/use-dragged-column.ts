'use client';

import { useState, type DragEvent } from 'react';

import type { JobColumn } from '../jobs-columns';

/** Lets a head's cells be dragged over each other: what a cell needs for it, nothing where columns stay. */
export function useDraggedColumn(move: ((key: JobColumn, to: JobColumn) => void) | undefined) {
  const [dragged, setDragged] = useState<JobColumn | null>(null);
  const [over, setOver] = useState<JobColumn | null>(null);
  return (key: JobColumn) =>
    move && {
      draggable: true,
      'data-over': (dragged !== null && dragged !== key && over === key) || undefined,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', key);
        setDragged(key);
      },
      onDragOver: (event: DragEvent) => {
        if (dragged === null) return;
        event.preventDefault();
        setOver(key);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged !== null && dragged !== key) move(dragged, key);
      },
      onDragEnd: () => {
        setDragged(null);
        setOver(null);
      },
    };
}
