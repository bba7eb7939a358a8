'use client';

import { useLocale, useTranslations } from 'next-intl';
import { memo, type MouseEvent, type ReactNode } from 'react';

import { OPENER_ATTRIBUTE } from '@/components/job-context/job-row-focus';
import { useWithoutIdText } from '@/components/job-context/use-without-id-text';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { CallResultBadge } from '@/components/ui/call-result-badge';
import { CallStatusBadge } from '@/components/ui/call-status-badge';
import { formatNumber } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { isLabel, type LabelColumn, labelOf } from '@/lib/views/columns';

import { Pick } from './bulk/pick';
import type { ShownColumn } from './columns/column-model';
import { useColumnName } from './columns/use-column-name';
import {
  CellTime,
  Changed,
  CheckedCell,
  ConversationCell,
  DurationCell,
  FollowUpCell,
  InterestCell,
  LabelCell,
  Nothing,
  RecordingCell,
} from './job-cells';
import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';
import { WordHitsRow } from './word-hits-row';

export type JobTableRowProps = {
  row: JobRow;
  columns: readonly ShownColumn[];
  /** What the newest refresh of this page said of the row. */
  result: RowResult | undefined;
  today: string;
  /** The newest refresh failed: the row is as old as its last check. */
  asOf: boolean;
  /** The one row whose controls the Tab key reaches. */
  reachable: boolean;
  open: boolean;
  hrefOf: (rowId: DbId) => string;
  /** `hit`: at this sentence of the conversation. */
  onOpen: (rowId: DbId, hit?: number) => void;
  onPlay: (rowId: DbId) => void;
  onReach: (rowId: DbId) => void;
  /** Undefined: rows cannot be chosen here. */
  picked: boolean | undefined;
  onPick: ((rowId: DbId, range: boolean) => void) | undefined;
};

/** One job as a row, or below 640 px as a card; the whole row opens the job. */
export const JobTableRow = memo(function JobTableRow(props: JobTableRowProps) {
  const { row, columns, result, open, onOpen, onReach } = props;
  const nameOf = useColumnName();
  const cells = useCells(props);

  const onClick = (event: MouseEvent<HTMLTableRowElement>) => {
    const onControl = event.target instanceof Element && event.target.closest('a, button, input') !== null;
    // Marking a number to copy it is no click.
    if (onControl || getSelection()?.isCollapsed === false) return;
    onOpen(row.rowId);
  };

  const line = (
    // The row's link opens the job by keyboard; the row itself is only a larger target for the pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <tr
      role="row"
      className={classes.row}
      data-row-id={row.rowId}
      data-verdict={result?.verdict}
      data-reason={result?.reason && result.verdict !== 'superseded' ? '' : undefined}
      aria-current={open || undefined}
      data-picked={props.picked || undefined}
      onClick={onClick}
      onFocus={() => onReach(row.rowId)}
    >
      {columns.map(({ key, className, style }) =>
        key === 'lead' ? (
          <th key={key} role="rowheader" scope="row" className={className}>
            {cells.lead()}
          </th>
        ) : (
          <td key={key} role="cell" className={className} style={style} data-label={nameOf(key)}>
            {isLabelColumn(key) ? <LabelCell row={row} name={labelOf(key)} /> : cells[key]()}
          </td>
        ),
      )}
    </tr>
  );
  if (!row.hits) return line;
  return (
    <>
      {line}
      <WordHitsRow
        row={row}
        columns={columns.length}
        reachable={props.reachable}
        hrefOf={props.hrefOf}
        onOpen={onOpen}
      />
    </>
  );
});

const isLabelColumn = (key: JobColumn): key is LabelColumn => isLabel(key);

function useCells({
  row,
  result,
  today,
  asOf,
  reachable,
  hrefOf,
  onOpen,
  onPlay,
  picked,
  onPick,
}: JobTableRowProps): Record<Exclude<JobColumn, LabelColumn>, () => ReactNode> {
  const t = useTranslations('jobs');
  const withoutIdText = useWithoutIdText();
  const locale = useLocale();
  const changes = result?.changes ?? {};
  const tabIndex = reachable ? 0 : -1;
  return {
    lead: () => (
      <>
        {picked !== undefined && onPick && (
          <Pick
            label={t('pick', { name: row.leadsName || t('unnamed') })}
            checked={picked}
            tabIndex={tabIndex}
            onPick={(range) => onPick(row.rowId, range)}
          />
        )}
        <a
          href={hrefOf(row.rowId)}
          className={classes.opener}
          tabIndex={tabIndex}
          {...{ [OPENER_ATTRIBUTE]: row.rowId }}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(row.rowId);
          }}
        >
          {row.leadsName || t('unnamed')}
        </a>{' '}
        {row.left ? (
          <span className={classes.left} title={t('leftHint')}>
            {t('left')}
          </span>
        ) : (
          <span className={classes.number}>{row.phoneMasked}</span>
        )}
      </>
    ),
    task: () =>
      row.task ? (
        <a
          href={`/tasks/${row.task.id}`}
          className={classes.taskName}
          tabIndex={tabIndex}
          title={row.task.name ?? ''}
        >
          {row.task.name || String(row.task.id)}
        </a>
      ) : (
        <Nothing />
      ),
    checked: () => <CheckedCell row={row} result={result} today={today} asOf={asOf} />,
    callStatus: () => (
      <Changed change={changes.call_status} today={today}>
        {row.callStatus ? <CallStatusBadge status={row.callStatus} /> : <Nothing />}
      </Changed>
    ),
    callResult: () =>
      changes.call_task_id ? (
        <span className={classes.change} title={t('newCallHint')}>
          <span className={classes.mark}>{t('newCall')}</span>
          <ins className={classes.new}>
            <CallResultBadge result={row.callResult} />
          </ins>
        </span>
      ) : row.callResult ? (
        <CallResultBadge result={row.callResult} />
      ) : (
        <Nothing />
      ),
    callingNumber: () => (
      <Changed change={changes.calling_number} today={today}>
        {row.callingNumberMasked ?? <Nothing />}
      </Changed>
    ),
    planned: () => (
      <Changed change={changes.planed_time} today={today}>
        <CellTime time={row.plannedTime} today={today} />
      </Changed>
    ),
    duration: () => <DurationCell ms={row.durationMs} change={result?.duration} />,
    changed: () => <CellTime time={row.changedAt} today={today} />,
    provider: () => <CellTime time={row.providerTime} today={today} />,
    recording: () => (
      <RecordingCell row={row} change={changes.recording_url} tabIndex={tabIndex} onPlay={onPlay} />
    ),
    conversation: () => <ConversationCell row={row} change={changes.call_conversation} />,
    followUp: () => <FollowUpCell row={row} today={today} />,
    grade: () => (row.grade === null ? <Nothing /> : <span title={row.grade}>{row.grade}</span>),
    attempts: () => (row.checkedAt === null ? <Nothing /> : formatNumber(row.attempts, locale)),
    interest: () => <InterestCell row={row} />,
    owner: () => row.owner?.name ?? <Nothing />,
    due: () => <CellTime time={row.followUp?.next_follow_time ?? null} today={today} />,
    leadsId: () => row.leadsId || <Nothing />,
    reason: () => withoutIdText(row).reason,
  };
}
