'use client';

import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { DEFAULT_LAYOUTS, type TableLayout, type TablePlace } from '@/lib/views/columns';
import { type KeptLayout, layoutKey, layoutQuery } from '@/lib/views/queries';

/** Between the last change and its way to the server: a column that is being drawn wider changes at every step. */
const PAUSE_MS = 400;

type Waiting = { timer: number; layout: TableLayout | null; onError: () => void };
const waiting = new Map<TablePlace, Waiting>();
/** One request behind the other, so that the last choice is the last to arrive. */
let line: Promise<unknown> = Promise.resolve();

function send(place: TablePlace, keepalive: boolean): void {
  const next = waiting.get(place);
  if (!next) return;
  waiting.delete(place);
  window.clearTimeout(next.timer);
  const put = () =>
    fetchJson('/api/table-layout', {
      method: 'PUT',
      body: JSON.stringify({ place, layout: next.layout }),
      headers: { 'content-type': 'application/json' },
      keepalive,
    }).catch(next.onError);
  // Who leaves cannot wait for the one before.
  line = keepalive ? put() : line.then(put);
}

export type OwnLayout = {
  layout: TableLayout;
  /** Null: as it is for everybody. */
  change: (layout: TableLayout | null) => void;
};

/** The columns and the density that the person chose, kept on the server for every device. */
export function useTableLayout(place: TablePlace): OwnLayout {
  const t = useTranslations('table');
  const client = useQueryClient();
  const { data } = useQuery(layoutQuery(place, fetchJson));
  const layout = data?.layout ?? DEFAULT_LAYOUTS[place];

  const change = useCallback(
    (next: TableLayout | null) => {
      client.setQueryData<KeptLayout>(layoutKey(place), { layout: next });
      window.clearTimeout(waiting.get(place)?.timer);
      const onError = () => notifications.show({ color: 'red', message: t('notSaved') });
      const timer = window.setTimeout(() => send(place, false), PAUSE_MS);
      waiting.set(place, { timer, layout: next, onError });
    },
    [client, place, t],
  );
  useEffect(() => {
    const leave = () => send(place, true);
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      send(place, false);
    };
  }, [place]);
  return useMemo(() => ({ layout, change }), [layout, change]);
}
