'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { useOpenJob } from '@/components/job-context/use-open-job';
import { walkPath } from '@/components/job-context/walk-path';
import { ALL_JOBS_PATH } from '@/components/job-context/use-walked-selection';
import { JobDrawer } from '@/components/job/job-drawer';
import { JobsSummary } from '@/components/insights/jobs-summary';
import { FilterBar } from '@/components/jobs-filter/filter-bar';
import { FilterRefused, isRefusedFilter, NoMatch } from '@/components/jobs-filter/filter-screens';
import { SearchableNotice } from '@/components/jobs-filter/searchable-notice';
import { activeFilters } from '@/components/jobs-filter/filter-values';
import { BulkBar } from '@/components/jobs-table/bulk/bulk-bar';
import { useRowSelection } from '@/components/jobs-table/bulk/use-row-selection';
import { ColumnsButton } from '@/components/jobs-table/columns/columns-button';
import { useColumns } from '@/components/jobs-table/columns/use-columns';
import { ViewsMenu } from '@/components/jobs-table/views/views-menu';
import { JobsPager } from '@/components/jobs-table/jobs-pager';
import { JobsTable } from '@/components/jobs-table/jobs-table';
import { JobsTableSkeleton } from '@/components/jobs-table/jobs-table-skeleton';
import { useJobsAddress } from '@/components/jobs-table/use-jobs-address';
import { useJobsPage } from '@/components/jobs-table/use-jobs-page';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { StateScreen } from '@/components/ui/screens/state-screen';
import type { JobsPage } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { JobsUnread, StaleNotice } from './jobs-unread';
import { usePlayJob } from './use-play-job';

const NO_ROWS: JobsPage['rows'] = [];
const NO_RESULTS: ReadonlyMap<DbId, RowResult> = new Map();

/** The jobs of all tasks, found by one filter; each opens beside the list, and is refreshed there or in its task. */
export function AllJobsView() {
  const t = useTranslations('allJobs');
  const address = useJobsAddress(ALL_JOBS_PATH);
  const query = useJobsPage('all', 'jobs', address);
  const { rowId: openRowId, works, open } = useOpenJob();
  const play = usePlayJob();
  const page = query.data;
  const picks = useRowSelection(address.selection, page?.rows ?? NO_ROWS);
  const { own, model, tools } = useColumns('all', address);
  const isFiltered = activeFilters(address).length > 0;
  const empty = page !== undefined && page.pagination.totalCount === 0;
  const { hrefOf } = address;
  const hrefOfRow = useCallback(
    (rowId: DbId) => {
      const base = hrefOf({});
      return `${base}${base.includes('?') ? '&' : '?'}job=${rowId}`;
    },
    [hrefOf],
  );

  return (
    <>
      <FilterBar
        taskId="all"
        address={address}
        total={query.isPlaceholderData ? null : (page?.pagination.totalCount ?? null)}
      >
        <ViewsMenu place="all" address={address} own={own} />
        <ColumnsButton taskId="all" own={own} />
      </FilterBar>
      <JobsSummary taskId="all" address={address} />
      <SearchableNotice searchable={page?.searchable} />
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
      {empty && !isFiltered && <StateScreen kind="empty" title={t('empty.title')} text={t('empty.text')} />}
      {page && !empty && (
        <>
          <JobsTable
            rows={page.rows}
            model={model}
            tools={tools}
            asOf={false}
            results={NO_RESULTS}
            caption={t('caption', { page: page.pagination.page })}
            sort={{ text: address.texts.sort, link: (text) => address.linkTo({ sort: text, page: 1 }) }}
            placeKey={`${address.size}-${address.page}-${address.selection}`}
            busy={query.isPlaceholderData}
            openRowId={openRowId}
            hrefOf={hrefOfRow}
            onOpen={open}
            onPlay={play}
            picks={picks}
          />
          <JobsPager pagination={page.pagination} address={address} />
          <BulkBar
            taskId="all"
            filter={address.selection}
            // How many there are in all has to be known before all are chosen.
            total={page.pagination.atLeast ? null : page.pagination.totalCount}
            selection={picks}
          />
        </>
      )}
      <JobDrawer worklist={works ? walkPath('all', address.selection) : null} />
    </>
  );
}
