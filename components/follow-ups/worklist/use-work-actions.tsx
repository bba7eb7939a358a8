'use client';

import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import type { Work } from '@/components/job-context/work';
import { useFailureText } from '@/components/ui/use-failure-text';
import { formatDateMinute } from '@/lib/i18n/format';
import type { JobDetail } from '@/lib/jobs/schemas';

import { sameValues } from '../autosave/draft';
import { isDirty, tooMany } from '../autosave/writing-state';
import type { FollowUpEditorState } from '../editor/use-follow-up-editor';
import { afterKey, type OneKey } from './one-key';
import { lastKey, undoOf } from './undo';
import { UndoNotice } from './undo-notice';

const UNDO_NOTICE = 'worklist-undo';

/** Whoever wrote goes on writing at the next lead. */
let writesOn = false;

export function takeWritesOn(): boolean {
  const was = writesOn;
  writesOn = false;
  return was;
}

/** What a lead of a worklist is dealt with by. Whatever is saved goes on being saved when the next lead is shown. */
export function useWorkActions({
  detail,
  editor,
  work,
  remarkRef,
}: {
  detail: JobDetail;
  editor: FollowUpEditorState;
  /** Null: the job is open by itself. */
  work: Work | null;
  remarkRef: RefObject<HTMLTextAreaElement | null>;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const failureText = useFailureText();
  const { actions } = useJobTools();
  const client = useQueryClient();
  const { writing } = editor;
  const { rowId, leadsName } = detail.row;

  if (!work) return null;

  const undo = () => {
    const last = lastKey.get();
    if (!last) return;
    lastKey.set(null);
    notifications.hide(UNDO_NOTICE);
    last.undo().then(
      () => work.goTo(last.rowId),
      (error: unknown) =>
        notifications.show({
          color: 'red',
          message: t('worklist.undoFailed', { reason: failureText(error) }),
        }),
    );
  };

  const press = (key: OneKey) => {
    const state = writing.store.get();
    const planned = state.held.followUp?.next_follow_time ?? null;
    const values = afterKey(
      key,
      { values: state.values, planned, isNew: state.writing.followUpId === null },
      {
        noAnswer: t('worklist.phrases.noAnswer'),
        done: t('worklist.phrases.done'),
        join: t('followUps.templates.separator'),
      },
      Date.now(),
    );
    writing.change(values);
    if (key === 'done') writing.finish();
    // What cannot be saved as it stands is not left behind.
    if (state.theirs || tooMany(values) > 0) return;
    if (!sameValues(values, state.values)) {
      lastKey.set(
        undoOf({ writing, rowId, actions, client, held: state.held, values: state.values, pressed: values }),
      );
      const what = values.nextFollowTime
        ? t('worklist.later', { time: formatDateMinute(values.nextFollowTime, locale) })
        : t('worklist.keys.done');
      notifications.hide(UNDO_NOTICE);
      notifications.show({
        id: UNDO_NOTICE,
        // In the empty corner beside the words; where the job has one column, above it.
        position: matchMedia('(min-width: 1024px)').matches ? 'bottom-right' : 'top-center',
        autoClose: 10_000,
        closeButtonProps: { 'aria-label': t('common.close') },
        message: <UndoNotice text={`${leadsName || t('job.unnamed')}：${what}`} onUndo={undo} />,
      });
    }
    work.advance();
  };

  const saveAndNext = async () => {
    const begun = writing.store.get();
    if (begun.asksIfFinished) {
      // Asked already; whoever goes on has answered.
      writing.finish();
    } else if (
      isDirty(begun) &&
      begun.values.nextFollowTime === null &&
      begun.held.followUp?.next_follow_time
    ) {
      await writing.saveNow();
      const { asksIfFinished, theirs, failure } = await writing.settled();
      if (asksIfFinished || theirs || failure) return;
    }
    const { theirs, values } = writing.store.get();
    if (theirs || tooMany(values) > 0) return;
    writesOn = document.activeElement === remarkRef.current;
    work.advance();
  };

  return { press, undo, saveAndNext };
}
