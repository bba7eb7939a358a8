import { IconAlertTriangle } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';

import { AboveRowLink } from '@/components/ui/list/above-row-link';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { RowLink } from '@/components/ui/list/row-link';
import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { formatDateTime, formatElapsed } from '@/lib/i18n/format';
import type { ReceiptListItem } from '@/lib/receipts/schemas';

import { ReceiptCounts } from './receipt-counts';
import classes from './receipt-history.module.css';
import { failureCause, isOfProvider } from './refresh-outcome';

/** The columns of the history, in order. */
const RECEIPT_COLUMNS = ['time', 'by', 'page', 'result', 'duration'] as const;

/** A task's receipts, a row each; the whole row is the receipt's link. Cards below 640 px, hence the written roles. */
export function ReceiptHistory({ receipts }: { receipts: ReceiptListItem[] }) {
  const t = useTranslations('receipts');
  return (
    <div className={listClasses.frame}>
      <table className={classes.table} role="table" aria-label={t('caption')}>
        <ListTableHead
          columns={RECEIPT_COLUMNS}
          classes={classes}
          name={(column) => t(`columns.${column}`)}
        />
        <tbody role="rowgroup">
          {receipts.map((receipt) => (
            <ReceiptHistoryRow key={receipt.id} receipt={receipt} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ReceiptHistoryRow({ receipt }: { receipt: ReceiptListItem }) {
  const t = useTranslations('receipts');
  const causes = useTranslations('refresh.causes');
  const locale = useLocale();
  const { taskId, rowId, page, totalPages, pageSize, selection } = receipt;
  const failed = failureCause('provider_failed', receipt.error?.code ?? null);
  const isChosen = rowId === null && pageSize === 0;
  const href = isChosen
    ? `/tasks/${taskId}`
    : rowId === null
      ? `/tasks/${taskId}?page=${page}&size=${pageSize}${selection && `&${selection}`}`
      : `/tasks/${taskId}?job=${rowId}`;
  const note = isChosen
    ? t('chosen')
    : rowId === null
      ? t('pageOf', { page, total: totalPages, size: pageSize })
      : t('jobRow', { row: rowId });
  return (
    <tr role="row" className={classes.row}>
      <td role="cell" className={classes.time}>
        <RowLink
          href={`/tasks/${taskId}/receipts/${receipt.id}`}
          className={classes.link}
          label={t('open', { time: formatDateTime(receipt.checkedAt, locale) })}
        >
          <Time time={receipt.checkedAt} />
        </RowLink>
        <div className={classes.minor}>
          <TimeAgo time={receipt.checkedAt} />
        </div>
      </td>
      <td role="cell" className={classes.by}>
        {receipt.by}
        {receipt.via === 'token' && (
          <AboveRowLink className={classes.minor} title={t('viaTokenHint')}>
            {t('viaToken')}
          </AboveRowLink>
        )}
      </td>
      <td role="cell" className={classes.page} title={note}>
        <RowLink href={href} className={classes.inner}>
          {rowId === null ? t('page', { page }) : t('oneJob')}
        </RowLink>
        {rowId === null && !receipt.error && (
          <div className={classes.minor}>{t('rows', { count: receipt.counts.rows })}</div>
        )}
      </td>
      <td role="cell" className={classes.result}>
        {receipt.error ? (
          <>
            <span className={classes.failed}>
              <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
              {t('failed')}
            </span>{' '}
            <span className={classes.minor}>
              {causes(failed)}
              {isOfProvider(failed) && ` · ${receipt.error.code}`}
            </span>
          </>
        ) : (
          <AboveRowLink>
            <ReceiptCounts counts={receipt.counts} />
          </AboveRowLink>
        )}
      </td>
      <td role="cell" className={classes.duration}>
        {formatElapsed(receipt.durationMs)}
      </td>
    </tr>
  );
}
