'use client';

import { Button, Kbd } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import { useJobKeys } from '@/components/job-context/use-job-keys';
import type { Work } from '@/components/job-context/work';

import type { FollowUpEditorState } from '../editor/use-follow-up-editor';
import { ONE_KEYS } from './one-key';
import type { useWorkActions } from './use-work-actions';
import classes from './work-bar.module.css';

const KEYS = { tomorrow: 'T', nextWeek: 'W', noAnswer: 'X', done: 'D' } as const;

/** How a lead of a worklist is dealt with: each by one key, and on to the next. */
export function WorkBar({
  editor,
  work,
  remarkRef,
  does,
}: {
  editor: FollowUpEditorState;
  work: Work;
  remarkRef: RefObject<HTMLTextAreaElement | null>;
  does: NonNullable<ReturnType<typeof useWorkActions>>;
}) {
  const t = useTranslations('worklist');
  useJobKeys({
    panelRef: work.panelRef,
    onCommand: (command) => {
      if (command.type !== 'work') return false;
      if (command.key === 'undo') does.undo();
      else if (command.key === 'write') remarkRef.current?.focus();
      else does.press(command.key);
      return true;
    },
  });
  const isStuck = editor.status === 'conflict' || editor.status === 'tooLong';

  return (
    <div className={classes.bar} role="group" aria-label={t('deal')}>
      <div className={classes.keys}>
        {ONE_KEYS.map((key) => (
          <Button
            key={key}
            variant="default"
            size="compact-sm"
            className={classes.button}
            aria-keyshortcuts={KEYS[key]}
            disabled={isStuck}
            onClick={() => does.press(key)}
          >
            {t(`keys.${key}`)}
            <Kbd size="xs" className={classes.key} aria-hidden>
              {KEYS[key]}
            </Kbd>
          </Button>
        ))}
      </div>
      <Button
        size="sm"
        className={classes.next}
        aria-keyshortcuts="Control+Enter"
        disabled={isStuck}
        onClick={() => void does.saveAndNext()}
      >
        {t(work.isLast ? 'saveLast' : 'saveNext')}
        <span className={classes.hint} aria-hidden>
          Ctrl ↵
        </span>
      </Button>
    </div>
  );
}
