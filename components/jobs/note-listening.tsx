'use client';

import { useEffect, useRef } from 'react';

import { usePlayerState } from '@/components/recordings/use-player';

import { useJobTools } from './job-actions';

/** Has the server note, once for each call that sounds on this page, that this person listened to it. Shows nothing. */
export function NoteListening() {
  const { actions } = useJobTools();
  const { source, phase } = usePlayerState();
  const noted = useRef(new Set<string>());
  const key = phase === 'playing' ? (source?.key ?? null) : null;

  useEffect(() => {
    if (key === null || !source?.callId || noted.current.has(key)) return;
    noted.current.add(key);
    const { rowId, callId } = source;
    // Listening goes on whether or not it can be noted; the next play tries again.
    actions
      .noteListening({ rowId, callId, kind: 'played' })
      .then((result) => result.ok || noted.current.delete(key))
      .catch(() => noted.current.delete(key));
  }, [actions, key, source]);
  return null;
}
