'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { peaksQuery } from '@/lib/recordings/queries';

import { getPlayer, usePlayerState } from '../engine/use-player';

/** Tells the player where nobody speaks in the recording that it holds, whichever page is open, when it is to skip it. */
export function useSilences(): void {
  const { source, skipSilence } = usePlayerState();
  const { data } = useQuery({
    ...peaksQuery(source?.rowId ?? 0, source?.callId ?? null, fetchJson),
    enabled: skipSilence && source !== null && source.callId !== null,
  });
  const key = source?.key;
  const silences = data?.state === 'ready' ? data.silences : null;
  useEffect(() => {
    if (key !== undefined && silences) getPlayer().setSilences(key, silences);
  }, [key, silences]);
}
