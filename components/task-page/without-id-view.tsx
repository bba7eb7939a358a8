'use client';

import { useTranslations } from 'next-intl';

import { useOpenJob } from '@/components/job-context/use-open-job';
import { JobsBar, type TabCounts } from '@/components/jobs-table/jobs-bar';
import { useWithoutIdModel } from '@/components/jobs-table/columns/use-table-model';
import { JobsPager } from '@/components/jobs-table/jobs-pager';
import { JobsTable } from '@/components/jobs-table/jobs-table';
import { JobsTableSkeleton } from '@/components/jobs-table/jobs-table-skeleton';
import { useJobHrefs, type JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { useJobsPage } from '@/components/jobs-table/use-jobs-page';
import { MatchingStrip } from '@/components/matching/matching-strip';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { StateScreen } from '@/components/ui/screens/state-screen';

import type { DbId } from '@/lib/values/db-id';

import { JobsUnread, StaleNotice } from './jobs-unread';
import classes from './task-page.module.css';
import { WithoutIdExport } from './without-id-export';
import { usePlayJob } from './use-play-job';

const NO_RESULTS: ReadonlyMap<DbId, RowResult> = new Map();

/** The rows that have no `call_job_id`: why no refresh can reach them, and what to do about each kind. */
export function WithoutIdView({
  taskId,
  address,
  counts,
  maySteer,
}: {
  taskId: DbId;
  address: JobsAddress;
  counts: TabCounts;
  maySteer: boolean;
}) {
  const t = useTranslations('jobs.withoutId');
  const query = useJobsPage(taskId, 'without-id', address);
  const { rowId: openRowId, open } = useOpenJob();
  const play = usePlayJob();
  const page = query.data;
  const none = page !== undefined && page.pagination.totalCount === 0;
  const hrefOfRow = useJobHrefs(taskId, address);
  const model = useWithoutIdModel();

  return (
    <>
      <JobsBar
        address={address}
        counts={{ ...counts, 'without-id': page?.pagination.totalCount ?? counts['without-id'] }}
      />
      {page && query.isError && (
        <StaleNotice error={query.error} readAt={query.dataUpdatedAt} retry={() => void query.refetch()} />
      )}
      {!page && query.isError && <JobsUnread error={query.error} retry={() => void query.refetch()} />}
      {!page && query.isPending && <JobsTableSkeleton model={model} />}
      {page && <MatchingStrip taskId={taskId} rows={page.pagination.totalCount} mayApply={maySteer} />}
      {none && <StateScreen kind="empty" title={t('none.title')} text={t('none.text')} />}
      {page && !none && (
        <>
          <div className={classes.explain}>
            <p>{t('lead')}</p>
            <WithoutIdExport taskId={taskId} total={page.pagination.totalCount} />
            <dl>
              <dt>{t('reasons.never')}</dt>
              <dd>{t('todo.never')}</dd>
              <dt>{t('reasons.lost')}</dt>
              <dd>{t('todo.lost')}</dd>
            </dl>
          </div>
          <JobsTable
            rows={page.rows}
            model={model}
            results={NO_RESULTS}
            caption={t('caption')}
            placeKey={`${address.size}-${address.page}`}
            busy={query.isPlaceholderData}
            openRowId={openRowId}
            hrefOf={hrefOfRow}
            onOpen={open}
            onPlay={play}
          />
          <JobsPager pagination={page.pagination} address={address} />
        </>
      )}
    </>
  );
}
