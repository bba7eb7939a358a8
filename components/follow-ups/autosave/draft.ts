import { formatDateTime } from '@/lib/i18n/format';
import type { FollowUpState, FollowUpValues, SaveFollowUpInput } from '@/lib/follow-ups/schemas';
import type { JobDetail } from '@/lib/jobs/schemas';
import type { FollowUpEntry } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

// What a person writes on a follow-up, apart from its view: where it begins, whether it is saved, and its copy in this
// browser, which outlives reloads, closed tabs and ended sessions.

export const NOTHING: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: null };

export type Writing = Pick<SaveFollowUpInput, 'followUpId' | 'base' | 'unconfirmed'>;

/** What a row holds of follow-ups, as this browser was last told. */
export type Held = { followUp: FollowUpEntry | null; interest: number | null };

export function heldOf(detail: JobDetail): Held {
  const current = detail.row.followUp;
  const entry = current && (detail.followUps.find(({ id }) => id === current.id) ?? { ...current, by: null });
  return { followUp: entry, interest: detail.row.isInterested };
}

export function sameHeld(a: Held, b: Held): boolean {
  return (
    a.followUp?.id === b.followUp?.id && a.interest === b.interest && sameValues(valuesOf(a), valuesOf(b))
  );
}

export function sameValues(a: FollowUpValues, b: FollowUpValues): boolean {
  return (
    a.remark === b.remark &&
    a.nextFollowTime === b.nextFollowTime &&
    a.isArrive === b.isArrive &&
    a.interest === b.interest
  );
}

export function valuesOf({ followUp, interest }: Held): FollowUpValues {
  if (!followUp) return { ...NOTHING, interest };
  return {
    remark: followUp.leads_remark ?? '',
    nextFollowTime: followUp.next_follow_time,
    isArrive: followUp.is_arrive,
    interest,
  };
}

/** Goes on with the row's follow-up, or begins a new one over it. */
export function begin(held: Held, mode: 'current' | 'new'): Writing {
  const currentId = held.followUp?.id ?? null;
  const values = mode === 'current' ? valuesOf(held) : { ...NOTHING, interest: held.interest };
  return {
    followUpId: mode === 'current' ? currentId : null,
    base: { currentId, values },
    unconfirmed: null,
  };
}

/** A follow-up of today is gone on with; one of another day stays as it is, and a new one begins. */
export function modeAt({ followUp }: Held, now: number): 'current' | 'new' {
  if (!followUp?.follow_time) return 'new';
  return formatDateTime(followUp.follow_time).slice(0, 10) === formatDateTime(now).slice(0, 10)
    ? 'current'
    : 'new';
}

/** After somebody else's save: mine over theirs, or beside it where theirs is another follow-up. */
export function overTheirs(writing: Writing, theirs: FollowUpState): Writing {
  const same = writing.followUpId !== null && theirs.followUp?.id === writing.followUpId;
  return begin(theirs, same ? 'current' : 'new');
}

export type Draft = Writing & {
  values: FollowUpValues;
  rowId: DbId;
  taskId: DbId;
  /** Whose lead it is, for the list of what is not saved yet. */
  title: string;
  at: number;
};

export function writingOf({ followUpId, base, unconfirmed }: Draft): Writing {
  return { followUpId, base, unconfirmed };
}

export type Whose = { id: string; organizationId: string };

const prefixOf = ({ id, organizationId }: Whose) => `callboard-follow-up:${organizationId}:${id}:`;

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function parse(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.values.remark === 'string' && typeof draft.base.values.remark === 'string'
      ? draft
      : null;
  } catch {
    return null;
  }
}

export function readDraft(whose: Whose, rowId: DbId): Draft | null {
  return parse(storage()?.getItem(prefixOf(whose) + rowId) ?? null);
}

/** Keeps a draft; a browser that keeps nothing still has it on the page. */
export function writeDraft(whose: Whose, draft: Draft): void {
  try {
    storage()?.setItem(prefixOf(whose) + draft.rowId, JSON.stringify(draft));
  } catch {
    // Full, or forbidden.
  }
}

export function dropDraft(whose: Whose, rowId: DbId): void {
  storage()?.removeItem(prefixOf(whose) + rowId);
}

/** All that this person has not saved yet on this device, the newest first. */
export function listDrafts(whose: Whose): Draft[] {
  const store = storage();
  if (!store) return [];
  return Object.keys(store)
    .filter((key) => key.startsWith(prefixOf(whose)))
    .flatMap((key) => parse(store.getItem(key)) ?? [])
    .sort((a, b) => b.at - a.at);
}
