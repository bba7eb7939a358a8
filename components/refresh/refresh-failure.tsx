'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { clockSeenFrom } from '@/components/job-context/job-texts';
import { checkAges, mayRetry, writtenAfter } from '@/components/receipts/refresh-outcome';
import { useCauseText } from '@/components/receipts/use-cause-text';
import { useReasonText } from '@/components/receipts/use-reason-text';
import { CopyId } from '@/components/ui/copy-id';
import { useSecondsUntil } from '@/components/ui/time/use-seconds';
import { formatClock } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';

import { REFRESH_BUTTON_ID } from './refresh-button';
import classes from './refresh.module.css';
import type { RefreshFailure } from './refresh-request';

/**
 * Why a refresh failed: the cause in words and what to do, whether anything was written, how old the rows are that are
 * still shown, the provider's code and RequestId, and another try.
 */
export function RefreshFailureView({
  failure,
  taskId,
  rows,
  refresh,
  ofJob = false,
  buttonId = REFRESH_BUTTON_ID,
  children,
}: {
  failure: RefreshFailure;
  taskId: number;
  rows: readonly JobRow[];
  refresh: () => void;
  /** The refresh was of one job, not of a page. */
  ofJob?: boolean;
  /** The button that began it, and gets the focus back. */
  buttonId?: string;
  /** More to do about it. */
  children?: ReactNode;
}) {
  const t = useTranslations('refresh');
  const textOf = useCauseText(ofJob);
  const reasonText = useReasonText();
  const { cause, code, text, requestId, traceId, receiptId, at, providerCalls } = failure;
  const shownFrom = useShownFrom()(rows, at, ofJob);
  const attempts = providerCalls.filter(({ operation }) => operation === 'ListJobs').length;
  return (
    <div className={classes.failure}>
      <div className={classes.failureText}>
        <p className={classes.sentence} data-tone="failed">
          <IconAlertTriangleFilled size={16} aria-hidden />
          <span>{t('failed', { time: formatClock(at), cause: textOf(cause).cause })}</span>
        </p>
        <p className={classes.explanation}>
          {t('explanation', {
            advice: textOf(cause).advice,
            written: t(`written.${writtenAfter(cause)}`),
            shown: shownFrom,
          })}
        </p>
        <div className={classes.facts}>
          {code && (
            <span>
              {t('providerCode')} <code className={classes.code}>{code}</code>
              {text && text !== code && ` · ${reasonText(text)}`}
            </span>
          )}
          {attempts > 1 && <span>{t('attempts', { count: attempts })}</span>}
          {requestId && <CopyId id={requestId} />}
          {!requestId && traceId && <span>{t('reference', { id: traceId })}</span>}
          {receiptId && (
            <Link href={`/tasks/${taskId}/receipts/${receiptId}`} className={classes.link}>
              {t('receipt')}
            </Link>
          )}
          {children}
        </div>
      </div>
      {mayRetry(cause) && <Retry retryAt={failure.retryAt} refresh={refresh} buttonId={buttonId} />}
    </div>
  );
}

/** How old the rows are that stay on the screen, as seen from a time. */
function useShownFrom(): (rows: readonly JobRow[], at: string, ofJob: boolean) => string {
  const t = useTranslations('refresh');
  return (rows, at, ofJob) => {
    const ages = checkAges(rows);
    if (!ages) return t(ofJob ? 'job.shownNever' : 'shownNever');
    const [oldest, newest] = [clockSeenFrom(ages.oldest, at), clockSeenFrom(ages.newest, at)];
    if (ofJob) return t('job.shownFrom', { time: newest });
    if (ages.never > 0) return t('shownPartly', { time: newest, count: ages.never });
    return oldest === newest ? t('shownFrom', { time: newest }) : t('shownBetween', { oldest, newest });
  };
}

function Retry({
  retryAt,
  refresh,
  buttonId,
}: {
  retryAt: string | null;
  refresh: () => void;
  buttonId: string;
}) {
  const t = useTranslations();
  const wait = useSecondsUntil(retryAt);
  return (
    <Button
      variant="default"
      size="xs"
      className={classes.retry}
      // Keeps its place in the tab order while one waits.
      aria-disabled={wait > 0}
      data-disabled={wait > 0 || undefined}
      onClick={() => {
        if (wait > 0) return;
        // This button goes away with the failure; the focus does not go with it.
        document.getElementById(buttonId)?.focus();
        refresh();
      }}
    >
      {wait > 0 ? t('refresh.retryIn', { seconds: wait }) : t('common.retry')}
    </Button>
  );
}
