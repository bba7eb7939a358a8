'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { RequestFailed } from '@/lib/browser/fetch-json';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { useFailureText } from '@/components/ui/use-failure-text';
import { formatClock } from '@/lib/i18n/format';

import classes from './task-page.module.css';

/** The rows could not be read: never shown as if there were none. */
export function JobsUnread({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations();
  const textOf = useFailureText();
  const reference = error instanceof RequestFailed ? error.traceId : null;
  return (
    <StateScreen
      kind="error"
      title={t('jobs.error.title')}
      text={
        <>
          <div>{textOf(error)}</div>
          <div>{t('jobs.error.text')}</div>
          {reference && <div>{t('errors.reference', { id: reference })}</div>}
        </>
      }
    >
      <Button onClick={retry}>{t('common.retry')}</Button>
    </StateScreen>
  );
}

/** The rows are there, but reading them anew failed: how old they are, and another try. */
export function StaleNotice({ error, readAt, retry }: { error: unknown; readAt: number; retry: () => void }) {
  const t = useTranslations();
  const textOf = useFailureText();
  return (
    <div className={classes.stale} role="status">
      <span>
        {t('jobs.error.stale', { time: formatClock(readAt) })} {textOf(error)}
      </span>
      <Button variant="default" size="compact-xs" onClick={retry}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
