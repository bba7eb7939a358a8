'use client';

import { useCallback, useEffect, useRef, useState, startTransition, useActionState } from 'react';

import { callAction } from '@/components/call-action';
import { RequestFailed } from '@/components/fetch-json';
import type {
  FollowUpState,
  FollowUpValues,
  SaveFollowUpInput,
  SaveFollowUpResult,
} from '@/lib/follow-ups/schemas';
import type { ActionResult } from '@/lib/http/org-action';
import type { JobDetail } from '@/lib/jobs/schemas';

import {
  begin,
  type Draft,
  dropDraft,
  type Held,
  heldOf,
  modeAt,
  overTheirs,
  readDraft,
  sameHeld,
  sameValues,
  valuesOf,
  type Whose,
  writeDraft,
  type Writing,
  writingOf,
} from './draft';

/** So long after the last key a save begins. */
const PAUSE_MS = 1000;
/** Waits before further tries of a save that failed. */
const RETRY_MS = [5000, 15_000, 30_000, 60_000];

/** What this browser knows of the row, and how far the writing has come. */
type Progress = {
  writing: Writing;
  held: Held;
  theirs: FollowUpState | null;
  failure: RequestFailed | null;
  /** Values that would be refused again. */
  refused: FollowUpValues | null;
  failures: number;
  savedAt: string | null;
};

type Step =
  | { type: 'save'; values: FollowUpValues; over?: FollowUpState }
  | { type: 'begin'; held: Held; mode: 'current' | 'new' };

export type SaveStatus = 'idle' | 'unsaved' | 'saving' | 'saved' | 'failed' | 'conflict';

/** A failed save that the same values would fail again. */
function isFinal({ kind }: RequestFailed): boolean {
  return [
    'invalid_input',
    'forbidden',
    'not_found',
    'no_organization',
    'foreign_origin',
    'unfit_table',
  ].includes(kind);
}

/** Where the writing begins: with a draft that was not saved, else with what the row holds. */
function firstOf(held: Held, draft: Draft | null): { values: FollowUpValues; progress: Progress } {
  const writing = draft ? writingOf(draft) : begin(held, modeAt(held, Date.now()));
  return {
    values: draft?.values ?? writing.base.values,
    progress: { writing, held, theirs: null, failure: null, refused: null, failures: 0, savedAt: null },
  };
}

/**
 * One row's follow-up while it is written: saved by itself a second after the last key, kept in this browser until it
 * is saved, and never over what somebody else saved meanwhile.
 */
export function useFollowUpEditor({
  detail,
  whose,
  save,
  onSaved,
}: {
  detail: JobDetail;
  whose: Whose;
  save: (input: SaveFollowUpInput) => Promise<ActionResult<SaveFollowUpResult>>;
  onSaved: (state: FollowUpState) => void;
}) {
  const { rowId } = detail.row;
  const held = heldOf(detail);
  const [first] = useState(() => firstOf(held, readDraft(whose, rowId)));
  const [values, setValues] = useState(first.values);
  const latest = useRef({ values, whose, onSaved, detail });
  const running = useRef<Promise<Progress> | null>(null);

  const keep = useCallback((writing: Writing) => {
    const { values: newest, whose: person, detail: job } = latest.current;
    const { row, task } = job;
    if (sameValues(newest, writing.base.values)) return dropDraft(person, row.rowId);
    const kept: Draft = {
      ...{ ...writing, values: newest },
      ...{ rowId: row.rowId, taskId: task.id, title: row.leadsName ?? '', at: Date.now() },
    };
    writeDraft(person, kept);
  }, []);

  const saveOnce = async (
    before: Progress,
    sent: FollowUpValues,
    over?: FollowUpState,
  ): Promise<Progress> => {
    const writing = over ? overTheirs(before.writing, over) : before.writing;
    try {
      const result = await callAction(() => save({ rowId, ...writing, values: sent }));
      if (result.outcome === 'conflict') {
        // What the page shows elsewhere is theirs from now on, whatever is chosen here.
        latest.current.onSaved(result.theirs);
        return { ...before, theirs: result.theirs, failure: null, refused: null };
      }
      const { state } = result;
      latest.current.onSaved(state);
      const currentId = state.followUp?.id ?? null;
      // A note of nothing makes no follow-up: the next words still begin a new one.
      const made = writing.followUpId ?? (currentId === writing.base.currentId ? null : currentId);
      const after: Writing = { followUpId: made, base: { currentId, values: sent }, unconfirmed: null };
      keep(after);
      return {
        writing: after,
        held: state,
        theirs: null,
        failure: null,
        refused: null,
        failures: 0,
        savedAt: new Date().toISOString(),
      };
    } catch (thrown) {
      const failure =
        thrown instanceof RequestFailed ? thrown : new RequestFailed({ kind: 'other', message: 'other' });
      // Without an answer it may have been written all the same.
      const after = isFinal(failure) ? writing : { ...writing, unconfirmed: sent };
      keep(after);
      const refused = isFinal(failure) ? sent : null;
      return { ...before, writing: after, failure, refused, failures: before.failures + 1 };
    }
  };

  const [progress, step, saving] = useActionState(
    (before: Progress, next: Step): Progress | Promise<Progress> => {
      if (next.type === 'begin') {
        const writing = begin(next.held, next.mode);
        return {
          ...before,
          writing,
          held: next.held,
          theirs: null,
          failure: null,
          refused: null,
          failures: 0,
        };
      }
      running.current = saveOnce(before, next.values, next.over);
      return running.current;
    },
    first.progress,
  );
  const { writing, theirs, failure, refused } = progress;
  const dirty = !sameValues(values, writing.base.values);

  const saveNow = useCallback(
    (over?: FollowUpState) =>
      startTransition(() => step({ type: 'save', values: latest.current.values, over })),
    [step],
  );

  const change = (part: Partial<FollowUpValues>) => {
    const next = { ...latest.current.values, ...part };
    latest.current.values = next;
    setValues(next);
    keep(writing);
  };

  const start = useCallback(
    (from: Held, mode: 'current' | 'new') => {
      const next = begin(from, mode);
      latest.current.values = next.base.values;
      setValues(next.base.values);
      dropDraft(latest.current.whose, rowId);
      startTransition(() => step({ type: 'begin', held: from, mode }));
    },
    [rowId, step],
  );

  useEffect(() => {
    latest.current = { values, whose, onSaved, detail };
  });

  const blocked = theirs !== null || (refused !== null && sameValues(values, refused));
  useEffect(() => {
    if (!dirty || saving || blocked) return undefined;
    const wait = failure
      ? (RETRY_MS[Math.min(progress.failures, RETRY_MS.length) - 1] ?? PAUSE_MS)
      : PAUSE_MS;
    const timer = setTimeout(() => saveNow(), wait);
    const now = () => saveNow();
    const onHidden = () => document.visibilityState === 'hidden' && saveNow();
    addEventListener('online', now);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', now);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [values, dirty, saving, blocked, failure, progress.failures, saveNow]);

  // What another person, tab or program saved shows where nothing of this one waits.
  useEffect(() => {
    if (dirty || saving || theirs || sameHeld(held, progress.held)) return;
    start(
      held,
      held.followUp && held.followUp.id === writing.followUpId ? 'current' : modeAt(held, Date.now()),
    );
  });

  // Going on to the next job does not wait for the pause.
  const leave = useRef<() => void>(undefined);
  useEffect(() => {
    leave.current = () => {
      if (blocked) return;
      const sent = latest.current.values;
      const finish = (before: Progress) =>
        before.theirs || sameValues(sent, before.writing.base.values) ? before : saveOnce(before, sent);
      void (saving && running.current ? running.current : Promise.resolve(progress)).then(finish);
    };
  });
  useEffect(() => () => leave.current?.(), []);

  const status: SaveStatus = theirs
    ? 'conflict'
    : saving
      ? 'saving'
      : failure && dirty
        ? 'failed'
        : dirty
          ? 'unsaved'
          : progress.savedAt
            ? 'saved'
            : 'idle';
  return {
    values,
    change,
    status,
    failure,
    theirs,
    savedAt: progress.savedAt,
    isNew: writing.followUpId === null,
    current: progress.held.followUp,
    saveNow: () => saveNow(),
    beginNew: () => start(progress.held, 'new'),
    goOn: () => start(progress.held, 'current'),
    keepMine: () => theirs && saveNow(theirs),
    takeTheirs: () => theirs && start(theirs, theirs.followUp ? 'current' : 'new'),
    theirValues: theirs && valuesOf(theirs),
  };
}

export type FollowUpEditorState = ReturnType<typeof useFollowUpEditor>;
