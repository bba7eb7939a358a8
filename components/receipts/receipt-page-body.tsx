'use client';

import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { formatElapsed } from '@/lib/i18n/format';
import type { StoredReceipt } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { CopyId } from '@/components/ui/copy-id';
import classes from './receipt-page-body.module.css';
import { ReceiptView } from './receipt-view';
import { failureCause, isOfProvider } from './refresh-outcome';
import { useCauseText } from './use-cause-text';
import { useReasonText } from './use-reason-text';

/** A stored receipt below its page's heading: who, when, which page or job, how long, what went wrong, and the receipt in full. */
export function ReceiptPageBody({ receipt }: { receipt: StoredReceipt }) {
  const t = useTranslations('receipts');
  const { taskId, rowId, runId, page, pageSize, totalPages, selection } = receipt;
  // Rows that were chosen one by one are no page.
  const isChosen = rowId === null && runId === null && pageSize === 0;
  const pageHref = `/tasks/${taskId}?page=${page}&size=${pageSize}${selection && `&${selection}`}`;
  const jobHref = (id: DbId) =>
    rowId === null && runId === null && !isChosen ? `${pageHref}&job=${id}` : `/tasks/${taskId}?job=${id}`;
  return (
    <>
      <dl className={classes.facts}>
        <Fact name={t('facts.time')}>
          <Time time={receipt.checkedAt} /> <TimeAgo time={receipt.checkedAt} className={classes.minor} />
        </Fact>
        <Fact name={t('facts.by')}>
          {receipt.by}
          {receipt.via === 'token' && (
            <span className={classes.minor} title={t('viaTokenHint')}>
              {' '}
              {t('viaToken')}
            </span>
          )}
        </Fact>
        {runId !== null ? (
          <Fact name={t('facts.batch')}>
            <Link href={`/tasks/${taskId}/runs/${runId}`}>{t('batchOf', { number: page })}</Link>
          </Fact>
        ) : isChosen ? (
          <Fact name={t('facts.scope')}>
            <Link href={`/tasks/${taskId}`}>{t('chosen')}</Link>
          </Fact>
        ) : rowId === null ? (
          <Fact name={t('facts.page')}>
            <Link href={pageHref as Route}>{t('page', { page })}</Link>{' '}
            <span className={classes.minor}>{t('pageNote', { total: totalPages, size: pageSize })}</span>
          </Fact>
        ) : (
          <Fact name={t('facts.scope')}>
            <Link href={jobHref(rowId) as Route}>{t('oneJob')}</Link>{' '}
            <span className={classes.minor}>{t('jobRow', { row: rowId })}</span>
          </Fact>
        )}
        <Fact name={t('facts.duration')}>{formatElapsed(receipt.durationMs)}</Fact>
      </dl>
      {receipt.error && <ReceiptFailure error={receipt.error} ofJob={rowId !== null} />}
      <ReceiptView receipt={receipt} hrefOf={jobHref} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ReceiptFailure({ error, ofJob }: { error: NonNullable<StoredReceipt['error']>; ofJob: boolean }) {
  const t = useTranslations();
  const reasonText = useReasonText();
  const failed = failureCause('provider_failed', error.code);
  const { cause, advice } = useCauseText(ofJob)(failed);
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      icon={<IconAlertTriangle size={18} stroke={1.6} />}
      title={<span className={classes.cause}>{cause}</span>}
    >
      <div>
        {advice} {t('refresh.written.nothing')}
      </div>
      <div className={classes.minor}>
        {isOfProvider(failed) && `${error.code} · `}
        {reasonText(error.message)}
        {error.requestId && (
          <>
            {' · '}
            <CopyId id={error.requestId} />
          </>
        )}
      </div>
    </Alert>
  );
}
