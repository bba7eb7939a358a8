import { callAction } from '@/lib/browser/call-action';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { REMARK_LIMIT } from '@/lib/follow-ups/limits';
import type {
  FollowUpState,
  FollowUpValues,
  SaveFollowUpInput,
  SaveFollowUpResult,
} from '@/lib/follow-ups/schemas';
import type { ActionResult } from '@/lib/http/org-action';

import {
  begin,
  dropDraft,
  type Held,
  modeAt,
  overTheirs,
  readDraft,
  sameHeld,
  sameValues,
  type Whose,
  writeDraft,
  type Writing,
  writingOf,
} from './draft';
import { setLeft } from './left-writings';

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

export type Row = { rowId: number; taskId: number; title: string };

/** What the view hands in anew each time it is rendered. */
export type WritingParts = {
  whose: Whose;
  row: Row;
  save: (input: SaveFollowUpInput) => Promise<ActionResult<SaveFollowUpResult>>;
  onSaved: (state: FollowUpState) => void;
};

/** What is written, what this browser knows of the row, and how far the writing has come. */
export type WritingState = {
  values: FollowUpValues;
  writing: Writing;
  held: Held;
  theirs: FollowUpState | null;
  failure: RequestFailed | null;
  /** Values that would be refused again. */
  refused: FollowUpValues | null;
  failures: number;
  savedAt: string | null;
  saving: boolean;
};

const SETTLED = { theirs: null, failure: null, refused: null, failures: 0 } as const;

/** Characters that a remark has too many. */
export function tooMany({ remark }: FollowUpValues): number {
  return Math.max(0, remark.length - REMARK_LIMIT);
}

export function isDirty({ values, writing }: WritingState): boolean {
  return !sameValues(values, writing.base.values);
}

/** All that is written and not yet settled, whether its job is open or not. */
const writings = new Map<string, FollowUpWriting>();

/** The row's writing: the one that is still under way, else a new one over what the row holds or the draft kept here. */
export function writingFor(parts: WritingParts, held: Held): FollowUpWriting {
  return writings.get(keyOf(parts)) ?? new FollowUpWriting(parts, held);
}

function keyOf({ whose, row }: WritingParts): string {
  return `${whose.organizationId}:${whose.id}:${row.rowId}`;
}

/**
 * One row's follow-up while it is written: saved by itself a second after the last key, kept in this browser until it
 * is saved, and never over what somebody else saved meanwhile. It outlives its view until all is saved, so that leaving
 * a job loses nothing, and coming back meets a save under way as one's own.
 */
export class FollowUpWriting {
  #parts: WritingParts;
  #state: WritingState;
  /** What the row was last said to hold, and whether that still has to be shown. */
  #offered: Held;
  #isOfferOpen = false;
  #views = 0;
  #composing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(parts: WritingParts, held: Held) {
    this.#parts = parts;
    this.#offered = held;
    const draft = readDraft(parts.whose, parts.row.rowId);
    const writing = draft ? writingOf(draft) : begin(held, modeAt(held, Date.now()));
    const values = draft?.values ?? writing.base.values;
    this.#state = { values, writing, held, ...SETTLED, savedAt: null, saving: false };
  }

  readonly getState = (): WritingState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  update(parts: WritingParts): void {
    this.#parts = parts;
  }

  /** Called by a view that shows it; the answer leaves it, and what is not saved then is saved at once. */
  attach(): () => void {
    const key = keyOf(this.#parts);
    writings.set(key, this);
    this.#views += 1;
    addEventListener('online', this.#onOnline);
    document.addEventListener('visibilitychange', this.#onHidden);
    this.#settle();
    return () => {
      this.#views -= 1;
      this.#composing = false;
      if (this.#views === 0 && this.#canSave()) void this.saveNow();
      this.#settle();
    };
  }

  change(part: Partial<FollowUpValues>): void {
    this.#set({ values: { ...this.#state.values, ...part } });
    this.#keep();
    this.#settle();
  }

  /** While an input method composes, what stands in the field is not yet what is meant: nothing is saved. */
  setComposing(composing: boolean): void {
    this.#composing = composing;
    this.#settle();
  }

  /** What the row is said to hold now: what another person, tab or program saved shows where nothing of this one waits. */
  offer(held: Held): void {
    if (!sameHeld(held, this.#offered)) {
      this.#offered = held;
      this.#isOfferOpen = true;
    }
    const { saving, theirs, writing } = this.#state;
    if (!this.#isOfferOpen || saving || theirs || isDirty(this.#state)) return;
    this.#isOfferOpen = false;
    if (sameHeld(held, this.#state.held)) return;
    this.start(
      held,
      held.followUp && held.followUp.id === writing.followUpId ? 'current' : modeAt(held, Date.now()),
    );
  }

  /** Goes on with what the row holds, or begins a new follow-up over it; what was written here is given up. */
  start(held: Held, mode: 'current' | 'new'): void {
    if (this.#state.saving) return;
    const writing = begin(held, mode);
    this.#set({ values: writing.base.values, writing, held, ...SETTLED });
    this.#keep();
    this.#settle();
  }

  /** @param over somebody else's save that this one is put over, or beside */
  async saveNow(over?: FollowUpState): Promise<void> {
    const { saving, theirs, values } = this.#state;
    if (saving || (theirs && !over) || this.#composing || tooMany(values) > 0) return;
    clearTimeout(this.#timer);
    await this.#save(over);
  }

  async #save(over: FollowUpState | undefined): Promise<void> {
    const { save, onSaved, row } = this.#parts;
    const { values: sent } = this.#state;
    const writing = over ? overTheirs(this.#state.writing, over) : this.#state.writing;
    this.#set({ saving: true });
    this.#settle();
    try {
      const result = await callAction(() => save({ rowId: row.rowId, ...writing, values: sent }));
      if (result.outcome === 'conflict') {
        // What the page shows elsewhere is theirs from now on, whatever is chosen here.
        onSaved(result.theirs);
        this.#set({ saving: false, theirs: result.theirs, failure: null, refused: null });
      } else {
        const { state } = result;
        onSaved(state);
        const currentId = state.followUp?.id ?? null;
        // A note of nothing makes no follow-up: the next words still begin a new one.
        const made = writing.followUpId ?? (currentId === writing.base.currentId ? null : currentId);
        this.#isOfferOpen = false;
        this.#set({
          saving: false,
          writing: { followUpId: made, base: { currentId, values: sent }, unconfirmed: null },
          held: state,
          ...SETTLED,
          savedAt: new Date().toISOString(),
        });
        this.#keep();
      }
    } catch (thrown) {
      const failure =
        thrown instanceof RequestFailed ? thrown : new RequestFailed({ kind: 'other', message: 'other' });
      const isFinal = FINAL_KINDS.includes(failure.kind);
      this.#set({
        saving: false,
        // Without an answer it may have been written all the same.
        writing: isFinal ? writing : { ...writing, unconfirmed: sent },
        theirs: null,
        failure,
        refused: isFinal ? sent : null,
        failures: this.#state.failures + 1,
      });
      this.#keep();
    }
    this.#settle();
  }

  #set(part: Partial<WritingState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  #keep(): void {
    const { values, writing } = this.#state;
    const { whose, row } = this.#parts;
    if (isDirty(this.#state)) writeDraft(whose, { ...writing, values, ...row, at: Date.now() });
    else dropDraft(whose, row.rowId);
  }

  /** Whether there is something to save that is not refused, and nothing that the person has to do first. */
  #canSave(): boolean {
    const { saving, theirs, refused, values } = this.#state;
    if (!isDirty(this.#state) || saving || theirs || this.#composing || tooMany(values) > 0) return false;
    return refused === null || !sameValues(values, refused);
  }

  /** Plans the next save; forgets a writing that is done with, and tells of one that was left unsaved. */
  #settle(): void {
    clearTimeout(this.#timer);
    const { failure, failures, saving, theirs, values } = this.#state;
    const isLeft = this.#views === 0;
    if (this.#canSave()) {
      // Nobody is there to sign in again: whoever opens the job is asked.
      const asksPerson = isLeft && failure?.kind === 'unauthenticated';
      const pause = isLeft ? 0 : PAUSE_MS;
      const wait = failure ? (RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? pause) : pause;
      if (!asksPerson) this.#timer = setTimeout(() => void this.saveNow(), wait);
    }
    const { rowId, taskId, title } = this.#parts.row;
    const key = keyOf(this.#parts);
    const isDone = !saving && !theirs && !isDirty(this.#state);
    if (isLeft && isDone) this.#forget(key);
    const why = theirs ? 'conflict' : tooMany(values) > 0 ? 'tooLong' : failure ? 'failed' : null;
    setLeft(key, isLeft && !isDone && why ? { rowId, taskId, title, why } : null);
  }

  #forget(key: string): void {
    if (writings.get(key) === this) writings.delete(key);
    removeEventListener('online', this.#onOnline);
    document.removeEventListener('visibilitychange', this.#onHidden);
  }

  readonly #onOnline = (): void => {
    if (this.#canSave()) void this.saveNow();
  };

  readonly #onHidden = (): void => {
    if (document.visibilityState === 'hidden' && this.#canSave()) void this.saveNow();
  };
}
