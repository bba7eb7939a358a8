'use client';

import { startTransition, useActionState, useEffect, useState, useSyncExternalStore } from 'react';

import type { JobDetail } from '@/lib/jobs/schemas';

import { heldOf, valuesOf } from '../autosave/draft';
import { isDirty, tooMany, writingFor, type WritingParts } from '../autosave/follow-up-writing';

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
  const state = useSyncExternalStore(writing.subscribe, writing.getState, writing.getState);

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
    takeTheirs: () => theirs && writing.start(theirs, theirs.followUp ? 'current' : 'new'),
  };
}

export type FollowUpEditorState = ReturnType<typeof useFollowUpEditor>;
