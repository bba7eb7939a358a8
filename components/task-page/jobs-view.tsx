'use client';

import { Button, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';

import { useOpenJob } from '@/components/job-context/use-open-job';
import { BulkBar } from '@/components/jobs-table/bulk/bulk-bar';
import { useRowSelection } from '@/components/jobs-table/bulk/use-row-selection';
import { ChangedElsewhere, changedElsewhere } from '@/components/jobs-table/changed-elsewhere';
import { JobsBar, LastRefreshed, type TabCounts } from '@/components/jobs-table/jobs-bar';
import { ColumnsButton } from '@/components/jobs-table/columns/columns-button';
import { useColumns } from '@/components/jobs-table/columns/use-columns';
import { ViewsMenu } from '@/components/jobs-table/views/views-menu';
import { JobsPager } from '@/components/jobs-table/jobs-pager';
import { PageStrip } from '@/components/jobs-table/page-strip';
import { JobsTable } from '@/components/jobs-table/jobs-table';
import { JobsTableSkeleton } from '@/components/jobs-table/jobs-table-skeleton';
import { useJobHrefs, type JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { useJobsPage } from '@/components/jobs-table/use-jobs-page';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { RefreshButton } from '@/components/refresh/refresh-button';
import { RefreshOutcomeShort } from '@/components/refresh/refresh-outcome-short';
import { RefreshStrip } from '@/components/refresh/refresh-strip';
import classes from '@/components/refresh/refresh.module.css';
import { usePageOutcome } from '@/components/refresh/use-page-outcome';
import { useInterruptedRefresh } from '@/components/refresh/use-interrupted-refresh';
import { useRefresh } from '@/components/refresh/use-refresh';
import { useAnnouncement } from '@/components/refresh/use-refresh-text';
import { RunButton } from '@/components/runs/run-button';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { taskKeys } from '@/lib/jobs/list/queries';
import type { JobsPage } from '@/lib/jobs/schemas';
import type { Verdict } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { JobsSummary } from '@/components/insights/jobs-summary';
import { FilterBar } from '@/components/jobs-filter/filter-bar';
import { FilterRefused, isRefusedFilter, NoMatch } from '@/components/jobs-filter/filter-screens';
import { SearchableNotice } from '@/components/jobs-filter/searchable-notice';
import { activeFilters } from '@/components/jobs-filter/filter-values';
import { useStandingRows } from '@/components/jobs-table/use-standing-rows';

import { JobsUnread, StaleNotice } from './jobs-unread';
import { useFollowOpenJob } from './use-follow-open-job';
import { useLiveResults } from './use-live-results';
import { useLiveTask } from './use-live-task';
import { usePlayJob } from './use-play-job';

const NO_RESULTS: ReadonlyMap<DbId, RowResult> = new Map();
const NO_ROWS: JobsPage['rows'] = [];

/** The jobs of one page, and the refresh of this very page. */
export function JobsView({
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
  const t = useTranslations('jobs');
  const query = useJobsPage(taskId, 'jobs', address);
  const { rowId: openRowId, open } = useOpenJob();
  const play = usePlayJob();
  const client = useQueryClient();
  const { page: shownPage, size, selection } = address;
  const pageKey = { taskId, page: shownPage, size, selection };
  const { state: live, refresh } = useRefresh(pageKey);
  const stripRef = useRef<HTMLElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const page = query.data;
  const rows = useStandingRows(
    page?.rows ?? NO_ROWS,
    `${size}-${shownPage}-${selection}`,
    live.status === 'done' && !query.isPlaceholderData ? live.standing : null,
  );
  const interruptedAt = useInterruptedRefresh(
    pageKey,
    page && !query.isPlaceholderData ? (page.lastRefresh?.receiptId ?? null) : undefined,
    live.status === 'idle',
    () => void client.invalidateQueries({ queryKey: taskKeys.task(taskId) }),
  );
  useFollowOpenJob({
    taskId,
    rows: page?.pagination.page === address.page && !query.isPlaceholderData ? rows : null,
    openRowId,
    address,
  });
  const announcement = useAnnouncement(live, rows);

  const rowIds = useMemo(() => rows.map(({ rowId }) => rowId), [rows]);
  useLiveTask(taskId, rowIds);
  const meanwhile = useLiveResults(query.isPlaceholderData ? NO_ROWS : rows);
  const {
    state,
    told,
    results: ofRefresh,
  } = usePageOutcome({
    pageKey,
    live,
    isInterrupted: interruptedAt !== null,
    rows,
    last: page && !query.isPlaceholderData ? page.lastRefresh : null,
    openRowId,
  });
  // What a refresh of the page has told comes before what others did meanwhile.
  const results = useMemo(() => new Map([...meanwhile, ...ofRefresh]), [meanwhile, ofRefresh]);
  const receiptId = state.status === 'done' ? state.receipt.id : null;
  const [narrowed, setNarrowed] = useState<{ receiptId: string; verdict: Verdict } | null>(null);
  const only = narrowed && narrowed.receiptId === receiptId ? narrowed.verdict : null;
  const shownRows = useMemo(
    () => (only === null ? rows : rows.filter(({ rowId }) => told.get(rowId)?.verdict === only)),
    [rows, only, told],
  );
  const hrefOfRow = useJobHrefs(taskId, address);
  const { own, model, tools } = useColumns('task', address);
  const picks = useRowSelection(selection, rows);
  const elsewhere = changedElsewhere(page?.changedElsewhere ?? null, address.page);

  const withoutId = page && page.withoutJobId > 0 && (
    <WithoutIdSentence count={page.withoutJobId} address={address} />
  );
  const isFiltered = activeFilters(address).length > 0;
  const empty = page !== undefined && page.pagination.totalCount === 0 && rows.length === 0;

  return (
    <>
      <JobsBar
        address={address}
        counts={{
          jobs: isFiltered ? counts.jobs : (page?.pagination.totalCount ?? counts.jobs),
          'without-id': page?.withoutJobId ?? counts['without-id'],
        }}
      >
        {page && !empty && (
          <LastRefreshed
            taskId={taskId}
            last={page.lastRefresh}
            rows={rows}
            underWay={state.status === 'running' || interruptedAt !== null}
          />
        )}
        <RefreshOutcomeShort state={state} stripRef={stripRef} />
        {page && !empty && (
          <RunButton
            taskId={taskId}
            selection={isFiltered ? selection : ''}
            total={query.isPlaceholderData || page.pagination.atLeast ? null : page.pagination.totalCount}
          />
        )}
        <RefreshButton
          buttonRef={buttonRef}
          state={state}
          interruptedAt={interruptedAt}
          refresh={refresh}
          jobOpen={openRowId !== null}
        />
      </JobsBar>
      <FilterBar
        taskId={taskId}
        address={address}
        total={query.isPlaceholderData ? null : (page?.pagination.totalCount ?? null)}
      >
        <ViewsMenu place="task" address={address} own={own} />
        <ColumnsButton taskId={taskId} own={own} />
      </FilterBar>
      <JobsSummary taskId={taskId} address={address} />
      <SearchableNotice searchable={page?.searchable} />
      <VisuallyHidden role="status" aria-live="polite">
        {interruptedAt === null ? announcement : t('refreshGoesOn')}
      </VisuallyHidden>
      {(page ?? state.status !== 'idle') && !(empty && state.status === 'idle') && (
        <RefreshStrip
          taskId={taskId}
          state={state}
          interruptedAt={interruptedAt}
          rows={rows}
          lastRefresh={page?.lastRefresh ?? null}
          withoutId={withoutId}
          elsewhere={elsewhere && <ChangedElsewhere pages={elsewhere} address={address} />}
          only={only}
          onOnly={(verdict) => setNarrowed(verdict && receiptId ? { receiptId, verdict } : null)}
          stripRef={stripRef}
          buttonRef={buttonRef}
          jobOpen={openRowId !== null}
          refresh={refresh}
          hrefOfRow={hrefOfRow}
        />
      )}
      {page && query.isError && (
        <StaleNotice error={query.error} readAt={query.dataUpdatedAt} retry={() => void query.refetch()} />
      )}
      {!page &&
        query.isError &&
        (isFiltered && isRefusedFilter(query.error) ? (
          <FilterRefused error={query.error} address={address} />
        ) : (
          <JobsUnread error={query.error} retry={() => void query.refetch()} />
        ))}
      {!page && query.isPending && <JobsTableSkeleton rows={address.size} model={model} />}
      {empty && isFiltered && <NoMatch address={address} />}
      {empty && !isFiltered && (
        <StateScreen
          kind="empty"
          title={t('empty.title')}
          text={t(page.withoutJobId > 0 ? 'empty.withoutId' : 'empty.text')}
        >
          {page.withoutJobId > 0 && (
            <Button component="a" variant="default" {...address.linkTo({ tab: 'without-id', page: 1 })}>
              {t('empty.show', { count: page.withoutJobId })}
            </Button>
          )}
        </StateScreen>
      )}
      {page && !empty && (
        <>
          {selection === '' && page.pagination.totalPages > 1 && (
            <PageStrip taskId={taskId} address={address} />
          )}
          <JobsTable
            rows={shownRows}
            model={model}
            tools={tools}
            asOf={state.status === 'failed'}
            results={query.isPlaceholderData ? NO_RESULTS : results}
            caption={t('caption', { page: page.pagination.page })}
            placeKey={`${size}-${shownPage}-${selection}`}
            sort={{ text: address.texts.sort, link: (text) => address.linkTo({ sort: text, page: 1 }) }}
            busy={query.isPlaceholderData}
            openRowId={openRowId}
            hrefOf={hrefOfRow}
            onOpen={open}
            onPlay={play}
            picks={picks}
          />
          {page.pagination.totalCount > 0 && (
            <JobsPager pagination={page.pagination} address={address} changed={elsewhere} />
          )}
          <BulkBar
            taskId={taskId}
            filter={selection}
            // How many there are in all has to be known before all are chosen.
            total={page.pagination.atLeast ? null : page.pagination.totalCount}
            selection={picks}
            maySteer={maySteer}
          />
        </>
      )}
    </>
  );
}

function WithoutIdSentence({ count, address }: { count: number; address: JobsAddress }) {
  const t = useTranslations('refresh');
  return (
    <span className={classes.without}>
      {t.rich('withoutId', {
        count,
        link: (text) => (
          <a className={classes.link} {...address.linkTo({ tab: 'without-id', page: 1 })}>
            {text}
          </a>
        ),
      })}
    </span>
  );
}
