import type { DbId } from '@/lib/values/db-id';
// Apart from the repository, so that what the browser loads does without the database.

/** What a person did: leads with a follow-up written, those of them that ended without a next date, calls played, files taken. */
export type Deeds = { written: number; finished: number; played: number; taken: number };

/** One person's deeds on one day of Asia/Shanghai, `2026-11-30`. */
export type DayOfDeeds = { userId: string; day: string } & Deeds;

export const NO_DEEDS: Deeds = { written: 0, finished: 0, played: 0, taken: 0 };

/** From inclusive, to exclusive. */
export type Period = { from: Date; to: Date };

/** The deeds of a day whose leads are listed on a person's start page. */
export const LISTED_DEEDS = ['played', 'written', 'finished'] as const;
export type ListedDeed = (typeof LISTED_DEEDS)[number];

/** A lead of a person's own, or one that they worked on. */
export type OwnLead = {
  rowId: DbId;
  taskId: DbId;
  taskName: string | null;
  leadsName: string | null;
  phoneMasked: string | null;
  remark: string | null;
  /** When the follow-up is due; null: there is none, or it needs no other. */
  due: string | null;
  /** Where it is listed: what is due, or new. */
  part: 'overdue' | 'today' | 'fresh';
};
/** `callId`: the call that was played. */
export type DoneLead = Omit<OwnLead, 'due' | 'part'> & { at: string; callId: string | null };

export type OpenedTask = { id: DbId; name: string | null; openedAt: string };
