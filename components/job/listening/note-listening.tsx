'use client';

import { useEffect, useRef } from 'react';

import { usePlayerState } from '@/components/player/engine/use-player';

import type { ActionResult } from '@/lib/http/org-action';
import type { DbId } from '@/lib/values/db-id';

type NoteAction = (input: {
  rowId: DbId;
  callId: string;
  kind: 'played';
}) => Promise<ActionResult<{ noted: boolean }>>;

/** Has the server note, once for each call that sounds on this page, that this person listened to it. Shows nothing. */
export function NoteListening({ action }: { action: NoteAction }) {
  const { source, phase } = usePlayerState();
  const noted = useRef(new Set<string>());
  const key = phase === 'playing' ? (source?.key ?? null) : null;

  useEffect(() => {
    if (key === null || !source?.callId || noted.current.has(key)) return;
    noted.current.add(key);
    const { rowId, callId } = source;
    // Listening goes on whether or not it can be noted; the next play tries again.
    action({ rowId, callId, kind: 'played' })
      .then((result) => result.ok || noted.current.delete(key))
      .catch(() => noted.current.delete(key));
  }, [action, key, source]);
  return null;
}
