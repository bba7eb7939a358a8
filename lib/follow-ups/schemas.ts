import type { DbId } from '@/lib/values/db-id';

import type { FollowUpListName } from './limits';

export type { FollowUpValues, SaveFollowUpInput, UndoFollowUpInput } from './follow-up-input';

/** What a row holds, numbers masked as everywhere in a browser. */
export type FollowUpState = {
  followUp: FollowUpEntry | null;
  interest: number | null;
  /** Whether the person who asks wrote it. */
  byMe: boolean;
  /** When it was last saved in Callboard, ISO UTC. */
  savedAt: string | null;
};

/**
 * `conflict`: somebody else saved meanwhile; nothing was written. `beside`: somebody else began a new follow-up at the
 * same time as this new one; both are kept, and the row names this one.
 */
export type SaveFollowUpResult =
  | { outcome: 'saved'; state: FollowUpState; beside?: FollowUpEntry }
  | { outcome: 'conflict'; theirs: FollowUpState };

/** `shared`: one of the team's. `mayRemove`: by the person who asks. */
export type FollowUpTemplate = { id: string; body: string; shared: boolean; mayRemove: boolean };

/** A row of a task whose follow-up is in a list. */
export type FollowUpListItem = {
  rowId: DbId;
  taskId: DbId;
  taskName: string | null;
  leadsName: string | null;
  phoneMasked: string | null;
  callStatus: string | null;
  interest: number | null;
  nextFollowTime: string | null;
  followTime: string | null;
  remark: string | null;
  by: string | null;
};

export type FollowUpLists = {
  items: FollowUpListItem[];
  pagination: { page: number; pageSize: number; totalPages: number; totalCount: number };
  counts: Record<FollowUpListName, number>;
  /** Until when follow-ups of other programs are in the lists; null: they are being looked for, for the first time. */
  checkedAt: string | null;
};

export type FollowData = {
  id: DbId;
  leads_id: string;
  follow_time: string | null;
  leads_remark: string | null;
  new_follow_time: string | null;
  next_follow_time: string | null;
  is_arrive: number | null;
};

/** A follow-up as the screens show it: with who wrote it, when that was in Callboard. */
export type FollowUpEntry = FollowData & { by: string | null };
