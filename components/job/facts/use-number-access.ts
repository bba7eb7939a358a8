'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { useNow } from '@/components/ui/time/use-now';
import { fetchJson } from '@/lib/browser/fetch-json';
import { mayHaveMissed, onLive } from '@/lib/browser/live';
import { liveReader } from '@/lib/browser/live-reader';
import { numberAccessKey, numberAccessQuery } from '@/lib/jobs/numbers/number-queries';
import type { NumberAccess } from '@/lib/jobs/numbers/number-requests';
import type { DbId } from '@/lib/values/db-id';

/** Whether this person may see one row's number though their role sees none; it follows what is answered. Null: not known yet. */
export function useNumberAccess(rowId: DbId): NumberAccess | null {
  const client = useQueryClient();
  const { data } = useQuery(numberAccessQuery(rowId, fetchJson));
  const now = useNow();
  const waits = data?.state === 'open';
  useEffect(() => {
    if (!waits) return undefined;
    const { readWithin, end: endReading } = liveReader(
      () => void client.invalidateQueries({ queryKey: numberAccessKey(rowId) }),
    );
    const end = onLive((message) => {
      if (message.type === 'numbers' || mayHaveMissed(message)) readWithin(0);
    });
    return () => {
      end();
      endReading();
    };
  }, [client, rowId, waits]);

  if (!data) return null;
  const isOver = data.state === 'allowed' && data.until !== null && Date.parse(data.until) <= now;
  return isOver ? { ...data, state: 'expired' } : data;
}
