import { callAction } from '@/lib/browser/call-action';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { createStore, type Store } from '@/lib/browser/store';
import type {
  FollowUpEntry,
  FollowUpState,
  FollowUpValues,
  SaveFollowUpInput,
  SaveFollowUpResult,
} from '@/lib/follow-ups/schemas';
import type { ActionResult } from '@/lib/http/org-action';
import type { DbId } from '@/lib/values/db-id';

import { dropDraft, type Held, readDraft, type Whose, writeDraft } from './draft';
import { setLeft } from './left-writings';
import {
  beginWriting,
  canSave,
  isDirty,
  isDone,
  mayBegin,
  nextWriting,
  saveDelay,
  toSend,
  whyLeft,
  type WritingEvent,
  type WritingState,
} from './writing-state';

export type Row = { rowId: DbId; taskId: DbId; title: string };

/** What the view hands in anew each time it is rendered. */
export type WritingParts = {
  whose: Whose;
  row: Row;
  save: (input: SaveFollowUpInput) => Promise<ActionResult<SaveFollowUpResult>>;
  onSaved: (state: FollowUpState, beside: FollowUpEntry | null) => void;
};

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
  readonly store: Store<WritingState>;
  #parts: WritingParts;
  #views = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: WritingParts, held: Held) {
    this.#parts = parts;
    this.store = createStore(beginWriting(held, readDraft(parts.whose, parts.row.rowId), Date.now()));
  }

  update(parts: WritingParts): void {
    this.#parts = parts;
  }

  /** Called by a view that shows it; the answer leaves it, and what is not saved then is saved at once. */
  attach(): () => void {
    writings.set(keyOf(this.#parts), this);
    this.#views += 1;
    addEventListener('online', this.#saveWhatWaits);
    document.addEventListener('visibilitychange', this.#onHidden);
    this.#settle();
    return () => {
      this.#views -= 1;
      this.#take({ type: 'composing', composing: false });
      if (this.#views === 0) this.#saveWhatWaits();
      this.#settle();
    };
  }

  change(part: Partial<FollowUpValues>): void {
    this.#take({ type: 'changed', part });
    this.#keep();
  }

  setComposing(composing: boolean): void {
    this.#take({ type: 'composing', composing });
  }

  offer(held: Held): void {
    const before = this.store.get();
    this.#take({ type: 'offered', held, now: Date.now() });
    if (this.store.get().writing !== before.writing) this.#keep();
  }

  start(held: Held, mode: 'current' | 'new'): void {
    this.#take({ type: 'started', held, mode });
    this.#keep();
  }

  /** The person has said that there is nothing more to be done for the lead. */
  finish(): void {
    this.#take({ type: 'finished' });
  }

  /** Resolves once no save is under way. */
  settled(): Promise<WritingState> {
    return new Promise((resolve) => {
      const settle = () => {
        const state = this.store.get();
        if (state.saving) return;
        stop();
        resolve(state);
      };
      const stop = this.store.subscribe(settle);
      settle();
    });
  }

  /** @param over somebody else's save that this one is put over, or beside */
  async saveNow(over?: FollowUpState): Promise<void> {
    const state = this.store.get();
    if (!mayBegin(state, over)) return;
    const { save, onSaved, row } = this.#parts;
    const sent = toSend(state, over);
    this.#take({ type: 'sent' });
    try {
      const result = await callAction(() => save({ rowId: row.rowId, ...sent.writing, values: sent.values }));
      if (result.outcome === 'conflict') {
        // What the page shows elsewhere is theirs from now on, whatever is chosen here.
        onSaved(result.theirs, null);
        this.#take({ type: 'conflicted', theirs: result.theirs });
      } else {
        const { state: held, beside = null } = result;
        onSaved(held, beside);
        this.#take({ type: 'saved', sent, state: held, beside, at: new Date().toISOString() });
        this.#keep();
      }
    } catch (thrown) {
      const failure =
        thrown instanceof RequestFailed ? thrown : new RequestFailed({ kind: 'other', message: 'other' });
      this.#take({ type: 'failed', sent, failure });
      this.#keep();
    }
  }

  #take(event: WritingEvent): void {
    const before = this.store.get();
    this.store.set(nextWriting(before, event));
    // Nothing new leaves the next save at its time.
    if (this.store.get() !== before) this.#settle();
  }

  #keep(): void {
    const state = this.store.get();
    const { whose, row } = this.#parts;
    if (!isDirty(state)) return dropDraft(whose, row.rowId);
    writeDraft(whose, { ...state.writing, values: state.values, ...row, at: Date.now() });
  }

  /** Plans the next save; forgets a writing that is done with, and tells of one that was left with something to do. */
  #settle(): void {
    clearTimeout(this.#timer);
    const state = this.store.get();
    const isLeft = this.#views === 0;
    const delay = saveDelay(state, isLeft);
    if (delay !== null) this.#timer = setTimeout(() => void this.saveNow(), delay);
    const key = keyOf(this.#parts);
    if (isLeft && isDone(state)) this.#forget(key);
    const why = isLeft ? whyLeft(state) : null;
    setLeft(key, why && { ...this.#parts.row, why });
  }

  #forget(key: string): void {
    if (writings.get(key) === this) writings.delete(key);
    removeEventListener('online', this.#saveWhatWaits);
    document.removeEventListener('visibilitychange', this.#onHidden);
  }

  readonly #saveWhatWaits = (): void => {
    if (canSave(this.store.get())) void this.saveNow();
  };

  readonly #onHidden = (): void => {
    if (document.visibilityState === 'hidden') this.#saveWhatWaits();
  };
}
