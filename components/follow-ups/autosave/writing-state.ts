import type { RequestFailed } from '@/lib/browser/fetch-json';
import { REMARK_LIMIT } from '@/lib/follow-ups/limits';
import type { FollowUpEntry, FollowUpState, FollowUpValues } from '@/lib/follow-ups/schemas';

import {
  begin,
  type Draft,
  type Held,
  modeAt,
  overTheirs,
  sameHeld,
  sameValues,
  type Writing,
  writingOf,
} from './draft';
import type { LeftWriting } from './left-writings';

// How far one row's follow-up is written and saved, as a pure function of what happens. Timers, the server and the
// browser's storage are follow-up-writing.ts.

/** So long after the last key a save begins. */
const PAUSE_MS = 1000;
/** Waits before further tries of a save that failed. */
const RETRY_MS = [5000, 15_000, 30_000, 60_000];

/** Failures that the same values would meet again. */
const FINAL_KINDS: readonly RequestFailed['kind'][] = [
  'invalid_input',
  'forbidden',
  'not_found',
  'no_organization',
  'foreign_origin',
  'unfit_table',
];

export type WritingState = {
  /** What stands in the fields. */
  values: FollowUpValues;
  writing: Writing;
  /** What the row holds, as this writing knows it. */
  held: Held;
  /** What the row was last said to hold, and whether that still has to be shown. */
  offered: Held;
  isOfferOpen: boolean;
  /** What somebody else saved, while the person has to choose. */
  theirs: FollowUpState | null;
  failure: RequestFailed | null;
  /** Values that would be refused again. */
  refused: FollowUpValues | null;
  failures: number;
  savedAt: string | null;
  saving: boolean;
  /** An input method composes: what stands in the field is not yet what is meant. */
  composing: boolean;
  /** The row had a next date and now has none: whether it is finished is still to be answered. */
  asksIfFinished: boolean;
  /** The person has said so. */
  isFinished: boolean;
  /** Another person's new follow-up that this one was saved beside. */
  beside: FollowUpEntry | null;
};

export type WritingEvent =
  | { type: 'changed'; part: Partial<FollowUpValues> }
  | { type: 'composing'; composing: boolean }
  /** The row is said to hold this now. */
  | { type: 'offered'; held: Held; now: number }
  /** Goes on with what the row holds, or begins a new follow-up over it; what was written here is given up. */
  | { type: 'started'; held: Held; mode: 'current' | 'new' }
  | { type: 'sent' }
  | { type: 'saved'; sent: Sent; state: FollowUpState; beside: FollowUpEntry | null; at: string }
  | { type: 'conflicted'; theirs: FollowUpState }
  | { type: 'failed'; sent: Sent; failure: RequestFailed }
  | { type: 'finished' };

/** What a save took along. */
export type Sent = { values: FollowUpValues; writing: Writing };

const SETTLED = { theirs: null, failure: null, refused: null, failures: 0 } as const;

/** Where a writing begins: over what the row holds, or with the draft that this browser kept. */
export function beginWriting(held: Held, draft: Draft | null, now: number): WritingState {
  const writing = draft ? writingOf(draft) : begin(held, modeAt(held, now));
  return {
    values: draft?.values ?? writing.base.values,
    writing,
    held,
    offered: held,
    isOfferOpen: false,
    ...SETTLED,
    savedAt: null,
    saving: false,
    composing: false,
    asksIfFinished: false,
    isFinished: false,
    beside: null,
  };
}

export function nextWriting(state: WritingState, event: WritingEvent): WritingState {
  switch (event.type) {
    case 'changed': {
      const values = { ...state.values, ...event.part };
      const asksIfFinished = state.asksIfFinished && values.nextFollowTime === null;
      const isFinished = state.isFinished && values.nextFollowTime === null;
      return { ...state, values, asksIfFinished, isFinished };
    }
    case 'composing':
      return state.composing === event.composing ? state : { ...state, composing: event.composing };
    case 'offered':
      return offered(state, event.held, event.now);
    case 'started':
      return state.saving ? state : started(state, event.held, event.mode);
    case 'sent':
      return { ...state, saving: true };
    case 'saved':
      return saved(state, event);
    case 'conflicted':
      return { ...state, saving: false, theirs: event.theirs, failure: null, refused: null };
    case 'failed':
      return failed(state, event);
    case 'finished':
      return { ...state, asksIfFinished: false, isFinished: true };
  }
}

/** What another person, tab or program saved shows where nothing of this one waits. */
function offered(before: WritingState, held: Held, now: number): WritingState {
  const isNews = !sameHeld(held, before.offered);
  const state = isNews ? { ...before, offered: held, isOfferOpen: true } : before;
  const { saving, theirs, writing } = state;
  if (!state.isOfferOpen || saving || theirs || isDirty(state)) return state;
  const taken = { ...state, isOfferOpen: false };
  if (sameHeld(held, state.held)) return taken;
  const goesOn = held.followUp && held.followUp.id === writing.followUpId;
  return started(taken, held, goesOn ? 'current' : modeAt(held, now));
}

function started(state: WritingState, held: Held, mode: 'current' | 'new'): WritingState {
  const writing = begin(held, mode);
  const asksIfFinished = state.asksIfFinished && (held.followUp?.next_follow_time ?? null) === null;
  return { ...state, values: writing.base.values, writing, held, ...SETTLED, asksIfFinished, beside: null };
}

function saved(
  state: WritingState,
  { sent: { values, writing }, state: held, beside, at }: Extract<WritingEvent, { type: 'saved' }>,
): WritingState {
  const currentId = held.followUp?.id ?? null;
  // A note of nothing makes no follow-up: the next words still begin a new one.
  const made = writing.followUpId ?? (currentId === writing.base.currentId ? null : currentId);
  const hadDate = [state.held.followUp, beside].some(
    (followUp) => (followUp?.next_follow_time ?? null) !== null,
  );
  const hasDate = (held.followUp?.next_follow_time ?? state.values.nextFollowTime) !== null;
  return {
    ...state,
    saving: false,
    isOfferOpen: false,
    writing: { followUpId: made, base: { currentId, values }, unconfirmed: null },
    held,
    ...SETTLED,
    savedAt: at,
    asksIfFinished: !hasDate && !state.isFinished && (state.asksIfFinished || hadDate),
    beside: beside ?? state.beside,
  };
}

function failed(
  state: WritingState,
  { sent: { values, writing }, failure }: Extract<WritingEvent, { type: 'failed' }>,
): WritingState {
  const isFinal = FINAL_KINDS.includes(failure.kind);
  return {
    ...state,
    saving: false,
    // Without an answer it may have been written all the same.
    writing: isFinal ? writing : { ...writing, unconfirmed: values },
    theirs: null,
    failure,
    refused: isFinal ? values : null,
    failures: state.failures + 1,
  };
}

/** What a save takes along. @param over somebody else's save that this one is put over, or beside */
export function toSend(state: WritingState, over?: FollowUpState): Sent {
  const { values, writing } = state;
  return { values, writing: over ? overTheirs(writing, over) : writing };
}

/** Characters that a remark has too many. */
export function tooMany({ remark }: FollowUpValues): number {
  return Math.max(0, remark.length - REMARK_LIMIT);
}

export function isDirty({ values, writing }: WritingState): boolean {
  return !sameValues(values, writing.base.values);
}

/** Whether a save may begin when the person asks for one. */
export function mayBegin({ saving, theirs, composing, values }: WritingState, over?: FollowUpState): boolean {
  return !saving && (!theirs || over !== undefined) && !composing && tooMany(values) === 0;
}

/** Whether there is something to save that is not refused, and nothing that the person has to do first. */
export function canSave(state: WritingState): boolean {
  const { refused, values } = state;
  return isDirty(state) && mayBegin(state) && (refused === null || !sameValues(values, refused));
}

/**
 * Milliseconds until the next save by itself; null: none is due.
 * @param isLeft the job is not open any more
 */
export function saveDelay(state: WritingState, isLeft: boolean): number | null {
  const { failure, failures } = state;
  // Nobody is there to sign in again: whoever opens the job is asked.
  if (!canSave(state) || (isLeft && failure?.kind === 'unauthenticated')) return null;
  const pause = isLeft ? 0 : PAUSE_MS;
  return failure ? (RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? pause) : pause;
}

/** Whether nothing of the writing is left to do, so that it may be forgotten with its view. */
export function isDone(state: WritingState): boolean {
  return !state.saving && !state.theirs && !state.asksIfFinished && !isDirty(state);
}

/** What has to be told of a writing whose job was left; null: nothing. */
export function whyLeft(state: WritingState): LeftWriting['why'] | null {
  if (isDone(state)) return null;
  if (state.theirs) return 'conflict';
  if (tooMany(state.values) > 0) return 'tooLong';
  if (state.failure) return 'failed';
  return state.asksIfFinished && !isDirty(state) ? 'noNext' : null;
}
