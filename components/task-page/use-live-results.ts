import { useEffect, useRef, useState } from 'react';

import type { RowResult } from '@/components/receipts/refresh-outcome';
import type { JobRow } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { followChanges } from './live-results';

const NONE: ReadonlyMap<DbId, RowResult> = new Map();
/** Somebody who looks away for a moment still sees what changed. */
const SHOWN_MS = 60_000;

/** What others changed in the rows of a page while it was shown, old and new; a while after the last change it is forgotten. */
export function useLiveResults(rows: readonly JobRow[]): ReadonlyMap<DbId, RowResult> {
  const [told, setTold] = useState(NONE);
  const before = useRef<readonly JobRow[]>(rows);
  useEffect(() => {
    const previous = before.current;
    before.current = rows;
    if (previous !== rows) setTold((now) => followChanges(now, previous, rows));
  }, [rows]);
  useEffect(() => {
    if (told.size === 0) return;
    const timer = setTimeout(() => setTold(NONE), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return told;
}
