'use client';

import { Kbd } from '@mantine/core';
import { useTranslations } from 'next-intl';

import classes from './work-bar.module.css';

/** What the last key did, and the way back. */
export function UndoNotice({ text, onUndo }: { text: string; onUndo: () => void }) {
  const t = useTranslations('worklist');
  return (
    <span className={classes.notice}>
      {text}
      <button type="button" className={classes.undo} onClick={onUndo}>
        {t('undo')}
        <Kbd size="xs" className={classes.key} aria-hidden>
          Z
        </Kbd>
      </button>
    </span>
  );
}
