'use client';

import { CloseButton, VisuallyHidden } from '@mantine/core';
import { IconAlertCircleFilled, IconCircleCheckFilled } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode, RefObject } from 'react';

import { clockSeenFrom } from '@/components/job-context/job-texts';
import { FieldChangeText } from '@/components/receipts/field-change-text';
import { shownRequestId } from '@/components/receipts/refresh-outcome';
import { useCauseText } from '@/components/receipts/use-cause-text';
import { useChangeText } from '@/components/receipts/use-change-text';
import { useReasonText } from '@/components/receipts/use-reason-text';
import { RefreshFailureView } from '@/components/refresh/refresh-failure';
import { forgetRefresh } from '@/components/refresh/refresh-request';
import shared from '@/components/refresh/refresh.module.css';
import { useRecordingsText } from '@/components/refresh/use-refresh-text';
import { CopyId } from '@/components/ui/copy-id';
import { useSeconds } from '@/components/ui/time/use-seconds';
import { formatClock } from '@/lib/i18n/format';
import type { JobDetail } from '@/lib/jobs/schemas';

import { CopyTicket } from '../facts/job-cause';
import classes from './job-refresh.module.css';
import { useJobRefresh, type JobRefresh } from './use-job-refresh';

type Done = Extract<JobRefresh, { status: 'done' }>;

/** Where the refresh of the open job tells what it did, above what scrolls; also to a screen reader. */
export function JobRefreshResult({
  detail,
  buttonRef,
}: {
  detail: JobDetail;
  /** The button that begins a refresh. */
  buttonRef: RefObject<HTMLButtonElement | null>;
}) {
  const t = useTranslations('refresh');
  const client = useQueryClient();
  const refresh = useJobRefresh(detail);
  const { row, task } = detail;
  const { status } = refresh;
  const close = () => {
    forgetRefresh(client, { taskId: task.id, rowId: row.rowId });
    buttonRef.current?.focus();
  };
  return (
    <>
      <VisuallyHidden role="status">{useJobAnnouncement(refresh, detail)}</VisuallyHidden>
      {status !== 'idle' && (
        <section className={classes.result} data-status={status} aria-label={t('job.label')}>
          <div className={classes.text}>
            {status === 'running' && <Running state={refresh} />}
            {status === 'done' && <Told state={refresh} detail={detail} />}
            {status === 'failed' && (
              <RefreshFailureView
                failure={refresh.failure}
                taskId={task.id}
                rows={[row]}
                refresh={refresh.refresh}
                ofJob
                buttonRef={buttonRef}
              >
                <Ticket detail={detail} receiptId={refresh.failure.receiptId} />
              </RefreshFailureView>
            )}
          </div>
          {status !== 'running' && <CloseButton size="sm" aria-label={t('job.close')} onClick={close} />}
        </section>
      )}
    </>
  );
}

const SLOW_SECONDS = 6;

function Running({ state }: { state: Extract<JobRefresh, { status: 'running' }> }) {
  const t = useTranslations('refresh');
  const seconds = useSeconds(state.startedAt);
  return (
    <p className={shared.sentence} data-tone="running">
      <span className={shared.pulse} aria-hidden />
      <span>
        {state.stage === 'offline'
          ? t('stage.offline')
          : state.stage === 'reading'
            ? t('job.reading')
            : t(seconds >= SLOW_SECONDS ? 'job.slow' : 'job.asking', { seconds })}
      </span>
    </p>
  );
}

/** The verdict in words, with what changed from old to new; of a row that was not confirmed also the next step. */
function Told({ state, detail }: { state: Done; detail: JobDetail }) {
  const t = useTranslations();
  const { receipt, result } = state;
  const { verdict } = result;
  const sentence = useVerdictSentence(state, detail);
  const recordings = useRecordingsText()(receipt, true);
  const clean = verdict === 'updated' || verdict === 'unchanged';
  const changes = Object.values(result.changes);
  const requestId = shownRequestId(receipt);
  return (
    <>
      <p
        className={shared.sentence}
        data-tone={clean && !recordings ? 'good' : 'mixed'}
        data-verdict={verdict}
      >
        {clean && !recordings ? (
          <IconCircleCheckFilled size={16} aria-hidden />
        ) : (
          <IconAlertCircleFilled size={16} aria-hidden />
        )}
        <span>{sentence}</span>
      </p>
      {changes.length > 0 && (
        <ul className={classes.changes}>
          {changes.map((change) => (
            <li key={change.field}>
              <FieldChangeText change={change} />
            </li>
          ))}
        </ul>
      )}
      {!clean && <p className={classes.step}>{t(`job.cause.steps.${verdict}`)}</p>}
      <div className={shared.facts}>
        {recordings && <span>{recordings}</span>}
        {!clean && requestId && <CopyId id={requestId} short />}
        <Link
          href={`/tasks/${detail.task.id}/receipts/${receipt.id}`}
          className={shared.link}
          prefetch={false}
        >
          {t('refresh.receipt')}
        </Link>
        {!clean && <Ticket detail={detail} receiptId={receipt.id} />}
      </div>
    </>
  );
}

/** The text for the provider's support, as soon as the job itself tells of this very refresh. */
function Ticket({ detail, receiptId }: { detail: JobDetail; receiptId: string | null }): ReactNode {
  const { lastCheck } = detail;
  if (lastCheck === null || lastCheck.receiptId !== receiptId) return null;
  return <CopyTicket detail={detail} check={lastCheck} />;
}

function useVerdictSentence(state: JobRefresh, { row }: JobDetail): string {
  const t = useTranslations('refresh.job.verdicts');
  const locale = useLocale();
  const reasonText = useReasonText();
  if (state.status !== 'done') return '';
  const { verdict, reason, changes } = state.result;
  const at = state.receipt.checked_at;
  const time = formatClock(at);
  switch (verdict) {
    case 'updated':
      return t('updated', { time, count: Object.keys(changes).length });
    case 'unchanged':
      return row.changedAt === null
        ? t('unchanged', { time })
        : t('unchangedSince', { time, since: clockSeenFrom(row.changedAt, at, locale) });
    case 'not_returned':
      return t('not_returned', { time });
    default:
      return t(verdict, { time, reason: reason === null ? '' : reasonText(reason) });
  }
}

function useJobAnnouncement(state: JobRefresh, detail: JobDetail): string {
  const t = useTranslations();
  const textOf = useChangeText();
  const causeText = useCauseText(true);
  const sentence = useVerdictSentence(state, detail);
  switch (state.status) {
    case 'idle':
      return '';
    case 'running':
      return t('refresh.job.announce');
    case 'failed':
      return t('refresh.announce.failed', { cause: causeText(state.failure.cause).cause });
    case 'done': {
      const changes = Object.values(state.result.changes).map((change) => {
        const { from, to, said } = textOf(change);
        return `${t(`receipt.fields.${change.field}`)} ${said ?? `${from} ${t('receipt.becomes')} ${to}`}`;
      });
      return [sentence, ...changes].join(' ');
    }
  }
}
