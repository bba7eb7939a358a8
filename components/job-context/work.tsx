'use client';

import { createContext, useContext, type ReactNode, type RefObject } from 'react';

import type { DbId } from '@/lib/values/db-id';

/** A worklist that is being worked through, as the open job of it sees it. */
export type Work = {
  /** Goes on to the next job of the list; after the last one the list is done. */
  advance: () => void;
  /** Comes back to a job of the list. */
  goTo: (rowId: DbId) => void;
  isLast: boolean;
  /** What the job stands in. */
  panelRef: RefObject<HTMLElement | null>;
};

const WorkContext = createContext<Work | null>(null);

export function WorkProvider({ work, children }: { work: Work | null; children: ReactNode }) {
  return <WorkContext value={work}>{children}</WorkContext>;
}

/** Null: the job is open by itself. */
export function useWork(): Work | null {
  return useContext(WorkContext);
}
