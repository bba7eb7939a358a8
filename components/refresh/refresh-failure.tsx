'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode, RefObject } from 'react';

import { clockSeenFrom } from '@/components/job-context/job-texts';
import { checkAges, mayRetry, needsAdministrator, writtenAfter } from '@/components/receipts/refresh-outcome';
import { useCauseText } from '@/components/receipts/use-cause-text';
import { useReasonText } from '@/components/receipts/use-reason-text';
import { CopyId } from '@/components/ui/copy-id';
import { useNow } from '@/components/ui/time/use-now';
import type { JobRow } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { CopyDetails } from './copy-details';
import { useRefreshPause } from './refresh-pause';
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
  by = null,
  buttonRef,
  children,
}: {
  failure: RefreshFailure;
  taskId: DbId;
  rows: readonly JobRow[];
  refresh: () => void;
  /** The refresh was of one job, not of a page. */
  ofJob?: boolean;
  /** Who began it, when that is not known to be this person. */
  by?: string | null;
  /** The button that began it, and gets the focus back. */
  buttonRef: RefObject<HTMLButtonElement | null>;
  /** More to do about it. */
  children?: ReactNode;
}) {
  const t = useTranslations('refresh');
  const tProvider = useTranslations('provider');
  const textOf = useCauseText(ofJob);
  const reasonText = useReasonText();
  const { cause, code, text, requestId, traceId, receiptId, at, providerCalls } = failure;
  const now = useNow();
  const locale = useLocale();
  const shownFrom = useShownFrom()(rows, at, ofJob);
  const attempts = providerCalls.filter(({ operation }) => operation === 'ListJobs').length;
  return (
    <div className={classes.failure}>
      <div className={classes.failureText}>
        <p className={classes.sentence} data-tone="failed">
          <IconAlertTriangleFilled size={16} aria-hidden />
          <span>
            {t('failed', {
              time: clockSeenFrom(at, new Date(now).toISOString(), locale),
              cause: textOf(cause).cause,
            })}
          </span>
        </p>
        <p className={classes.explanation}>
          {t('explanation', {
            advice: textOf(cause).advice,
            written: t(`written.${writtenAfter(cause)}`),
            shown: shownFrom,
          })}
        </p>
        <div className={classes.facts}>
          {by !== null && <span>{t('by', { by })}</span>}
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
          {cause === 'provider_throttled' && (
            <Link href="/provider" className={classes.link}>
              {tProvider('title')}
            </Link>
          )}
          {needsAdministrator(cause) && (
            <CopyDetails failure={failure} taskId={taskId} cause={textOf(cause).cause} />
          )}
          {children}
        </div>
      </div>
      {mayRetry(cause) && <Retry refresh={refresh} buttonRef={buttonRef} />}
    </div>
  );
}

/** How old the rows are that stay on the screen, as seen from a time. */
function useShownFrom(): (rows: readonly JobRow[], at: string, ofJob: boolean) => string {
  const t = useTranslations('refresh');
  const locale = useLocale();
  return (rows, at, ofJob) => {
    const ages = checkAges(rows);
    if (!ages) return t(ofJob ? 'job.shownNever' : 'shownNever');
    const [oldest, newest] = [clockSeenFrom(ages.oldest, at, locale), clockSeenFrom(ages.newest, at, locale)];
    if (ofJob) return t('job.shownFrom', { time: newest });
    if (ages.never > 0) return t('shownPartly', { time: newest, count: ages.never });
    return oldest === newest ? t('shownFrom', { time: newest }) : t('shownBetween', { oldest, newest });
  };
}

function Retry({
  refresh,
  buttonRef,
}: {
  refresh: () => void;
  buttonRef: RefObject<HTMLButtonElement | null>;
}) {
  const t = useTranslations();
  const wait = useRefreshPause();
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
        buttonRef.current?.focus();
        refresh();
      }}
    >
      {wait > 0 ? t('refresh.retryIn', { seconds: wait }) : t('common.retry')}
    </Button>
  );
}
