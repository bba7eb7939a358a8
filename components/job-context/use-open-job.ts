'use client';

import { parseAsFloat, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';

import { jobParser } from '@/lib/jobs/list/search-params';
import type { DbId } from '@/lib/values/db-id';

const PARAMS = {
  job: jobParser,
  call: parseAsString,
  t: parseAsFloat,
  hit: parseAsInteger,
  work: parseAsStringLiteral(['1']),
};
/** What the address holds of one open job. */
const NO_JOB = { job: null, call: null, t: null, hit: null };
const CLOSED = { ...NO_JOB, work: null };

/** The page's address as it was when a job was opened here, without the job; null when it was opened by a link. */
let openedFrom: string | null = null;
/** Whether the browser is on its way back to that address. */
let isGoingBack = false;

function addressWithoutJob(): string {
  const url = new URL(location.href);
  for (const name of Object.keys(PARAMS)) url.searchParams.delete(name);
  return url.pathname + url.search;
}

export type OpenJob = {
  /** The open job's row, from `?job=`; null when none is open. */
  rowId: DbId | null;
  /** Another call of the job than the one that the row shows, from `&call=`. */
  callId: string | null;
  /** The second to start at, from `&t=`. */
  startAt: number | null;
  /** The sentence of its conversation that was found by its words, from `&hit=`. */
  hit: number | null;
  /** Whether the selection is being worked through job by job, from `&work=1`. */
  works: boolean;
  /** Opens a job, at a sentence of its conversation; Back closes it again. `work`: to work through the selection from it. */
  open: (rowId: DbId, hit?: number, options?: { work: boolean }) => void;
  /** Goes to another job, or another call, in its place: Back still closes. */
  go: (rowId: DbId, callId?: string | null) => void;
  close: () => void;
  /** Takes the job off the screen where the address has lost it already. */
  drop: () => void;
};

/** The open job as the address holds it (`?job=7&call=…&t=83`, `&work=1`). Anything that is not a row's id counts as none. */
export function useOpenJob(): OpenJob {
  const [{ job, call, t, hit, work }, set] = useQueryStates(PARAMS, { scroll: false, shallow: true });

  const open = useCallback(
    (rowId: DbId, at?: number, options?: { work: boolean }) => {
      // From one open job to another row of the table: Back still closes, whatever was opened in between.
      const another = new URL(location.href).searchParams.has('job');
      if (!another) openedFrom = addressWithoutJob();
      void set(
        { ...CLOSED, job: rowId, hit: at ?? null, work: options?.work ? '1' : null },
        { history: another ? 'replace' : 'push' },
      );
    },
    [set],
  );
  const go = useCallback<OpenJob['go']>(
    (rowId, callId = null) => void set({ ...NO_JOB, job: rowId, call: callId }, { history: 'replace' }),
    [set],
  );
  const drop = useCallback(() => void set(CLOSED, { history: 'replace' }), [set]);
  const close = useCallback(() => {
    const from = openedFrom;
    openedFrom = null;
    // Going back where the job was opened leaves no second entry for the same page in the browser's history. Closed
    // before the address has got the job, there is nothing to go back from but the page itself.
    const inAddress = new URL(location.href).searchParams.has('job');
    if (!inAddress || from === null || from !== addressWithoutJob()) return drop();
    isGoingBack = true;
    addEventListener(
      'popstate',
      () => {
        isGoingBack = false;
        if (new URL(location.href).searchParams.has('job')) drop();
      },
      { once: true },
    );
    history.back();
  }, [drop]);

  return useMemo(
    () => ({
      rowId: job,
      callId: call || null,
      startAt: t !== null && t >= 0 ? t : null,
      hit: hit !== null && hit >= 0 ? hit : null,
      works: work !== null,
      open,
      go,
      close,
      drop,
    }),
    [job, call, t, hit, work, open, go, close, drop],
  );
}

/** Whether the job is being closed by going back: what is written to the address now would be lost. */
export function isClosing(): boolean {
  return isGoingBack;
}

/** Told by the page when the address lost its job otherwise, by Back or a link, or the table went to another page. */
export function forgetOpenedFrom(): void {
  openedFrom = null;
}
