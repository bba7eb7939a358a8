'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { type Walk, walkQuery } from '@/lib/jobs/list/walk';

const keyOf = (path: string) => `callboard-walk:${path}`;

/** A reload goes on with the list as it was begun: whoever has been dealt with has left the selection meanwhile. */
function kept(path: string): Walk | undefined {
  try {
    const walk = JSON.parse(sessionStorage.getItem(keyOf(path)) ?? 'null') as Walk | null;
    return walk && Array.isArray(walk.rowIds) && typeof walk.total === 'number' ? walk : undefined;
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing reads the list anew. */
function keep(path: string, walk: Walk | null): void {
  try {
    if (walk) sessionStorage.setItem(keyOf(path), JSON.stringify(walk));
    else sessionStorage.removeItem(keyOf(path));
  } catch {
    // Full, or forbidden.
  }
}

/**
 * The worklist that is walked, as it was when its first job was opened; undefined until it is known, and where there is
 * none. Closing the job ends the walk.
 * @param path its address, see `walkQuery`; null: no worklist
 */
export function useWalk(path: string | null): Walk | undefined {
  const client = useQueryClient();
  const { data } = useQuery({
    ...walkQuery(path ?? '', fetchJson),
    enabled: path !== null,
    initialData: () => (path === null ? undefined : kept(path)),
  });
  useEffect(() => {
    if (path !== null && data) keep(path, data);
  }, [path, data]);
  useEffect(() => {
    if (path === null) return;
    return () => {
      keep(path, null);
      client.removeQueries({ queryKey: walkQuery(path, fetchJson).queryKey });
      // What was dealt with shows in the list below.
      void client.invalidateQueries({ queryKey: ['task'] });
    };
  }, [client, path]);
  return data;
}
