'use client';

import { useTranslations } from 'next-intl';
import { memo } from 'react';

import type { JobDetail } from '@/lib/jobs/schemas';

import { JobCause, WithoutIdCause } from './facts/job-cause';
import { JobClocks, JobFacts, JobStatuses } from './facts/job-facts';
import classes from './frame/job-view.module.css';
import { NothingBefore } from './calls/nothing-before';
import { useToldReceipt } from './refresh/use-job-refresh';
import type { SelectedCall } from './calls/use-selected-call';

/** How the job stands: its statuses, why it is not newer, the three clocks, and when it can change next. */
export const JobOverview = memo(function JobOverview({
  detail,
  attempts,
  described,
}: {
  detail: JobDetail;
  attempts: SelectedCall['attempts'];
  described: SelectedCall['described'];
}) {
  const t = useTranslations('job');
  const { row, failureReason } = detail;
  const told = useToldReceipt(detail);
  return (
    <div className={classes.overview}>
      <JobStatuses
        row={row}
        told={(attempts.find(({ place }) => place === 'row') ?? attempts.at(-1))?.call.result ?? null}
      />
      {row.jobId === null ? <WithoutIdCause detail={detail} /> : <JobCause detail={detail} told={told} />}
      {failureReason && (
        <p className={classes.warning}>
          {t('failureReason')} <code>{failureReason}</code>
        </p>
      )}
      <JobClocks row={row} />
      <NothingBefore status={row.callStatus} described={described} />
      <JobFacts detail={detail} />
    </div>
  );
});
