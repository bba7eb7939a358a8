import type { DbId } from '@/lib/values/db-id';
// Apart from the use cases, so that what the browser loads does without the database.

/** So long an allowed number may be seen. */
export const ALLOWED_HOURS = 24;
/** Requests of one person that nobody has answered yet. */
export const MOST_OPEN = 50;

/**
 * Whether a person who sees no full numbers may see this one. `closed`: the organization shows them to nobody; `none`:
 * they have not asked; `expired`: they were allowed to, until then.
 */
export type NumberAccess = {
  state: 'closed' | 'none' | 'open' | 'allowed' | 'refused' | 'expired';
  /** Whether they are asked why. */
  reasonRequired: boolean;
  askedAt: string | null;
  /** Who answered, and when; ISO UTC. */
  by: string | null;
  answeredAt: string | null;
  /** Until when it may be seen, or might have been. */
  until: string | null;
};

export type NumberRequest = {
  id: string;
  state: 'open' | 'allowed' | 'refused' | 'expired';
  rowId: DbId;
  taskId: DbId;
  taskName: string | null;
  leadsName: string | null;
  phoneMasked: string | null;
  who: string;
  reason: string | null;
  askedAt: string;
  by: string | null;
  answeredAt: string | null;
  until: string | null;
};

/** How many wait for an answer. */
export type NumberRequestCount = { openCount: number };
/** `GET /api/number-requests`: those that wait, the oldest first, and those that were answered last. */
export type NumberRequests = { open: NumberRequest[]; answered: NumberRequest[] } & NumberRequestCount;

/** `already`: somebody else was first; nothing was changed. */
export type NumberAnswer = { outcome: 'done' | 'already'; request: NumberRequest };
