'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useEffect, useState } from 'react';

import { useWithoutIdText } from '@/components/job-context/use-without-id-text';
import { failureCause } from '@/components/receipts/refresh-outcome';
import { useCauseText } from '@/components/receipts/use-cause-text';
import { useReasonText } from '@/components/receipts/use-reason-text';
import { copyText } from '@/lib/browser/copy-text';
import { formatDateTime } from '@/lib/i18n/format';
import type { JobDetail, LastCheck } from '@/lib/jobs/schemas';
import { oneLine } from '@/lib/values/one-line';

import classes from './job-cause.module.css';

const COPIED_MS = 2000;

/**
 * Why the newest refresh did not confirm or update this row, the one next step, and a text for the provider's support.
 * @param told the receipt of a refresh that is told already, above
 */
export function JobCause({ detail, told }: { detail: JobDetail; told: string | null }) {
  const { lastCheck } = detail;
  if (!lastCheck || isClean(lastCheck) || lastCheck.receiptId === told) return null;
  return <Cause detail={detail} check={lastCheck} />;
}

function isClean({ outcome }: LastCheck): boolean {
  return outcome === 'updated' || outcome === 'unchanged';
}

/** Why a check did not confirm or update its row, and the one next step. */
function useCheckText(): (check: LastCheck) => { cause: string; step: string } {
  const t = useTranslations();
  const causeText = useCauseText();
  return ({ outcome, code }) => {
    if (outcome === 'failed') {
      const { cause, advice } = causeText(failureCause('provider_failed', code));
      return { cause, step: advice };
    }
    const key = outcome as 'not_returned' | 'superseded' | 'invalid';
    return { cause: t(`job.cause.causes.${key}`), step: t(`job.cause.steps.${key}`) };
  };
}

function Cause({ detail, check }: { detail: JobDetail; check: LastCheck }) {
  const t = useTranslations();
  const locale = useLocale();
  const reasonText = useReasonText();
  const { cause, step } = useCheckText()(check);
  return (
    <section className={classes.card} aria-label={t('job.cause.label')}>
      <p className={classes.title}>
        <IconAlertTriangle size={16} stroke={1.6} aria-hidden />
        <span>
          {t('job.cause.at', { time: formatDateTime(check.at, locale) })} {cause}
        </span>
      </p>
      <p className={classes.text}>
        {step}
        {check.reason && check.outcome !== 'failed' && (
          <span> {t('job.cause.reason', { reason: reasonText(check.reason) })}</span>
        )}
      </p>
      <div className={classes.tools}>
        <Link
          href={`/tasks/${detail.task.id}/receipts/${check.receiptId}`}
          className={classes.link}
          prefetch={false}
        >
          {t('job.cause.receipt')}
        </Link>
        <CopyTicket detail={detail} check={check} />
      </div>
    </section>
  );
}

/** What the provider's support asks for: which task, row and job, when, RequestId, code; no number and no name. */
export function CopyTicket({ detail, check }: { detail: JobDetail; check: LastCheck }) {
  const t = useTranslations();
  const { cause } = useCheckText()(check);
  const none = t('common.none');
  const lines = [
    t('job.cause.ticket.title'),
    t('job.cause.ticket.what', { what: cause }),
    t('job.cause.ticket.task', { id: detail.task.id }),
    t('job.cause.ticket.row', { id: detail.row.rowId }),
    t('job.cause.ticket.job', { id: detail.row.jobId ?? none }),
    t('job.cause.ticket.call', { id: detail.calls.at(-1)?.callId ?? none }),
    t('job.cause.ticket.at', { time: check.at }),
    t('job.cause.ticket.operation', { operation: 'ListJobs (2019-12-26)' }),
    t('job.cause.ticket.requestId', { id: check.requestId ?? none }),
    t('job.cause.ticket.code', { code: check.code ?? (check.outcome === 'failed' ? none : check.outcome) }),
    ...(check.reason ? [t('job.cause.ticket.reason', { reason: check.reason })] : []),
    t('job.cause.ticket.receipt', { id: check.receiptId }),
  ];
  return <CopyLines lines={lines} />;
}

/** Why no refresh reaches a row that has no `call_job_id`, the one next step, and a text for whoever submitted it. */
export function WithoutIdCause({ detail: { row, task } }: { detail: JobDetail }) {
  const t = useTranslations();
  const { reason, step } = useWithoutIdText()(row);
  const none = t('common.none');
  const lines = [
    t('job.cause.ticket.title'),
    t('job.cause.ticket.what', { what: t('job.noJobId') }),
    t('job.cause.ticket.task', { id: task.id }),
    t('job.cause.ticket.row', { id: row.rowId }),
    t('job.cause.ticket.lead', { id: row.leadsId ?? none }),
    t('job.cause.ticket.job', { id: none }),
    t('job.cause.ticket.status', { status: row.callStatus ?? none }),
    t('job.cause.ticket.reason', { reason }),
  ];
  return (
    <section className={classes.card} aria-label={t('job.cause.label')}>
      <p className={classes.title}>
        <IconAlertTriangle size={16} stroke={1.6} aria-hidden />
        <span>{t('job.cause.withoutId', { what: t('job.noJobId'), reason })}</span>
      </p>
      <p className={classes.text}>{step}</p>
      <div className={classes.tools}>
        <CopyLines lines={lines} />
      </div>
    </section>
  );
}

function CopyLines({ lines }: { lines: readonly string[] }) {
  const t = useTranslations();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={copied ? <IconCheck size={13} stroke={1.8} /> : <IconCopy size={13} stroke={1.6} />}
      onClick={() => void copyText(lines.map(oneLine).join('\n')).then(setCopied)}
    >
      {copied ? t('common.copied') : t('job.cause.copy')}
    </Button>
  );
}
