'use client';

import { startTransition, useActionState, useEffect, useState } from 'react';

import { useStore } from '@/lib/browser/store';
import type { JobDetail } from '@/lib/jobs/schemas';

import { heldOf, valuesOf } from '../autosave/draft';
import { writingFor, type WritingParts } from '../autosave/follow-up-writing';
import { isDirty, tooMany } from '../autosave/writing-state';

export type SaveStatus = 'idle' | 'unsaved' | 'saving' | 'saved' | 'failed' | 'conflict' | 'tooLong';

/** The writing on an open job's follow-up, and how far it is saved. */
export function useFollowUpEditor({
  detail,
  whose,
  save,
  onSaved,
}: { detail: JobDetail } & Pick<WritingParts, 'whose' | 'save' | 'onSaved'>) {
  const { row, task } = detail;
  const held = heldOf(detail);
  const parts = {
    whose,
    save,
    onSaved,
    row: { rowId: row.rowId, taskId: task.id, title: row.leadsName ?? '' },
  };
  const [writing] = useState(() => writingFor(parts, held));
  const state = useStore(writing.store, writing.store.get());

  useEffect(() => writing.attach(), [writing]);
  useEffect(() => {
    writing.update(parts);
    writing.offer(held);
  });

  const [, submit, submitting] = useActionState(() => writing.saveNow(), undefined);

  const { values, theirs, failure, savedAt } = state;
  const saving = state.saving || submitting;
  const excess = tooMany(values);
  const status: SaveStatus = theirs
    ? 'conflict'
    : saving
      ? 'saving'
      : isDirty(state)
        ? excess > 0
          ? 'tooLong'
          : failure
            ? 'failed'
            : 'unsaved'
        : savedAt
          ? 'saved'
          : 'idle';
  return {
    writing,
    values,
    status,
    failure,
    theirs,
    savedAt,
    /** Characters that the remark has too many. */
    excess,
    isNew: state.writing.followUpId === null,
    current: state.held.followUp,
    theirValues: theirs && valuesOf(theirs),
    change: writing.change.bind(writing),
    setComposing: writing.setComposing.bind(writing),
    /** The form's action. */
    submit,
    saveNow: () => startTransition(submit),
    beginNew: () => writing.start(state.held, 'new'),
    goOn: () => writing.start(state.held, 'current'),
    keepMine: () => void (theirs && writing.saveNow(theirs)),
    /** The row had a next date and has none now: it is to be said whether the lead is finished. */
    asksIfFinished: state.asksIfFinished,
    finish: () => writing.finish(),
    /** Who wrote a new follow-up at the same time, when both were kept. */
    besideOf: state.beside,
    takeTheirs: () => theirs && writing.start(theirs, theirs.followUp ? 'current' : 'new'),
  };
}

export type FollowUpEditorState = ReturnType<typeof useFollowUpEditor>;
