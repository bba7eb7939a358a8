'use client';

import { IconAlertTriangle, IconCheck, IconCloudUpload, IconPencil } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { formatClock } from '@/lib/i18n/format';

import classes from './follow-up-editor.module.css';
import type { FollowUpEditorState } from './use-follow-up-editor';

/** How far the writing is saved, told to screen readers too; a failed save says that nothing is lost, and tries again. */
export function FollowUpStatus({ editor, onSave }: { editor: FollowUpEditorState; onSave: () => void }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const { status, failure, savedAt, excess } = editor;
  const reason =
    failure && ['invalid_input', 'unfit_table'].includes(failure.kind)
      ? failure.message
      : failureText(failure);
  return (
    <div className={classes.status} data-status={status}>
      <span role="status" className={classes.statusText}>
        {status === 'unsaved' && (
          <>
            <IconPencil size={14} stroke={1.6} aria-hidden />
            {t('followUps.status.unsaved')}
          </>
        )}
        {status === 'saving' && (
          <>
            <IconCloudUpload size={14} stroke={1.6} aria-hidden />
            {t('followUps.status.saving')}
          </>
        )}
        {status === 'saved' && savedAt && (
          <>
            <IconCheck size={14} stroke={1.8} aria-hidden />
            {t('followUps.status.saved', { time: formatClock(savedAt).slice(0, 5) })}
          </>
        )}
        {status === 'conflict' && t('followUps.status.conflict')}
        {status === 'tooLong' && (
          <>
            <IconAlertTriangle size={14} stroke={1.6} aria-hidden />
            {t('followUps.status.tooLong', { excess })}
          </>
        )}
        {status === 'failed' && (
          <>
            <IconAlertTriangle size={14} stroke={1.6} aria-hidden />
            {t('followUps.status.failed', { reason })}
          </>
        )}
      </span>
      {(status === 'unsaved' || status === 'failed') && (
        <button type="button" className={classes.saveNow} onClick={onSave}>
          {t(status === 'failed' ? 'common.retry' : 'followUps.saveNow')}
        </button>
      )}
    </div>
  );
}
