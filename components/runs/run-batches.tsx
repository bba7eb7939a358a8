'use client';

import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';

import { FieldChangeText } from '@/components/receipts/field-change-text';
import { ReceiptCounts } from '@/components/receipts/receipt-counts';
import { CopyId } from '@/components/ui/copy-id';
import { PageLinks } from '@/components/ui/list/page-links';
import { ShortTime } from '@/components/ui/time/time-ago';
import { ToneBadge } from '@/components/ui/tone-badge';
import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatElapsed } from '@/lib/i18n/format';
import { receiptQuery } from '@/lib/jobs/list/queries';
import { batchesQuery } from '@/lib/runs/queries';
import { isOver, type Run, type RunBatch } from '@/lib/runs/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './run-batches.module.css';

const FILTERS = ['all', 'changed', 'failed'] as const;
type Filter = (typeof FILTERS)[number];

/** A row for each batch of a run: its counts or the provider's failure, the way to its receipt, and what it changed. */
export function RunBatches({ run }: { run: Run }) {
  const t = useTranslations('runs.batches');
  const failureText = useFailureText();
  const [only, setOnly] = useState<Filter>('all');
  const [page, setPage] = useState(1);
  const query = useQuery(batchesQuery(run.id, { page, only, isOver: isOver(run.state) }, fetchJson));
  const batches = query.data?.batches ?? [];
  return (
    <section aria-label={t('title')}>
      <div className={classes.bar}>
        <h2 className={classes.title}>{t('title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('filter')}
          value={only}
          onChange={(value) => {
            setOnly(FILTERS.find((filter) => filter === value) ?? 'all');
            setPage(1);
          }}
          data={FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))}
        />
      </div>
      {query.isError && (
        <p role="alert" className={classes.empty}>
          {failureText(query.error)}
        </p>
      )}
      {query.data && batches.length === 0 && <p className={classes.empty}>{t(`none.${only}`)}</p>}
      {batches.length > 0 && (
        <table className={classes.table} role="table" aria-label={t('title')}>
          <thead role="rowgroup">
            <tr role="row">
              {(['number', 'rows', 'result', 'time', 'duration'] as const).map((column) => (
                <th key={column} role="columnheader" scope="col" className={classes[column]}>
                  {t(`columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {batches.map((batch) => (
              <BatchRow key={batch.number} taskId={run.taskId} batch={batch} />
            ))}
          </tbody>
        </table>
      )}
      <PageLinks
        page={page}
        totalPages={query.data?.pagination.totalPages ?? 1}
        link={(target, { children, ...props }) => (
          <button key={props['aria-label']} type="button" {...props} onClick={() => setPage(target)}>
            {children}
          </button>
        )}
      />
    </section>
  );
}

function BatchRow({ taskId, batch }: { taskId: DbId; batch: RunBatch }) {
  const t = useTranslations('runs.batches');
  const [open, setOpen] = useState(false);
  const { number, rows, state, receiptId, counts, error, durationMs, finishedAt } = batch;
  return (
    <tr role="row" data-state={state}>
      <td role="cell" className={classes.number}>
        {receiptId ? (
          <Link href={`/tasks/${taskId}/receipts/${receiptId}`}>{t('number', { number })}</Link>
        ) : (
          t('number', { number })
        )}
      </td>
      <td role="cell" className={classes.rows}>
        {t('rows', { count: rows })}
        {batch.cause === 'sample' && <span className={classes.minor}> {t('sample')}</span>}
      </td>
      <td role="cell" className={classes.result}>
        {state === 'planned' && <span className={classes.minor}>{t('planned')}</span>}
        {counts && <ReceiptCounts counts={{ rows, ...counts }} />}
        {error && (
          <>
            <ToneBadge tone="red">{error.code}</ToneBadge>{' '}
            <span className={classes.minor}>
              {error.message}
              {error.requestId && (
                <>
                  {' · '}
                  <CopyId id={error.requestId} />
                </>
              )}
            </span>
          </>
        )}
        {receiptId && (counts?.updated ?? 0) > 0 && (
          <>
            {' '}
            <button
              type="button"
              className={classes.more}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {t(open ? 'hideChanges' : 'showChanges')}
            </button>
            {open && <Changes taskId={taskId} receiptId={receiptId} />}
          </>
        )}
      </td>
      <td role="cell" className={classes.time}>
        {finishedAt && <ShortTime time={finishedAt} />}
      </td>
      <td role="cell" className={classes.duration}>
        {durationMs !== null && formatElapsed(durationMs)}
      </td>
    </tr>
  );
}

/** What one batch changed, old and new, from its receipt. */
function Changes({ taskId, receiptId }: { taskId: DbId; receiptId: string }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const { data, error } = useQuery(receiptQuery(receiptId, fetchJson));
  if (error) return <p role="alert">{failureText(error)}</p>;
  if (!data) return <p className={classes.minor}>…</p>;
  return (
    <ul className={classes.changes}>
      {data.rows
        .filter((row) => row.verdict === 'updated')
        .map((row) => (
          <li key={row.row_id}>
            <Link href={`/tasks/${taskId}?job=${row.row_id}`}>
              {row.leadsName || t('receipt.rowNumber', { id: row.row_id })}
            </Link>
            {row.changes?.map((change) => (
              <FieldChangeText key={change.field} change={change} />
            ))}
          </li>
        ))}
    </ul>
  );
}
