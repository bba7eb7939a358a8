'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { formatElapsed } from '@/lib/i18n/format';
import type { ProviderCall, StoredReceipt } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { CopyId, CopyNamedId } from '@/components/ui/copy-id';
import { FieldChangeText } from './field-change-text';
import classes from './receipt.module.css';
import { ReceiptSum } from './receipt-sum';
import { ROW_ORDER } from './refresh-outcome';
import { useReasonText } from './use-reason-text';
import { VerdictBadge } from './verdict-badge';

type Row = StoredReceipt['rows'][number];

/**
 * A receipt in full: the sum, the recordings, every attempt at the provider, and every row with its verdict; what
 * needs attention first. `hrefOf` makes a row's lead a link to its job.
 */
export function ReceiptView({
  receipt: { counts, rows, providerCalls, recordings, error },
  hrefOf,
  withoutSum = false,
}: {
  receipt: Pick<StoredReceipt, 'counts' | 'rows' | 'providerCalls' | 'recordings' | 'error'>;
  hrefOf?: ((rowId: DbId) => string) | undefined;
  /** The sum stands beside it already. */
  withoutSum?: boolean;
}) {
  const t = useTranslations('receipt');
  return (
    <div className={classes.view}>
      {!error && (
        <div className={classes.facts}>
          {!withoutSum && <ReceiptSum counts={counts} />}
          {recordings.asked + recordings.reused > 0 && <span>{t('recordings', recordings)}</span>}
        </div>
      )}
      {providerCalls.length > 0 && <ProviderCalls calls={providerCalls} />}
      {rows.length > 0 && <ReceiptRows rows={rows} hrefOf={hrefOf} />}
    </div>
  );
}

function ProviderCalls({ calls }: { calls: ProviderCall[] }) {
  const t = useTranslations('receipt');
  return (
    <details className={classes.calls} open={calls.length <= 4 || undefined}>
      <summary>{t('calls', { count: calls.length })}</summary>
      <ol className={classes.callList}>
        {calls.map((call, index) => (
          <li key={index} data-ok={call.code === 'OK' || undefined}>
            <span>{call.operation}</span>
            <span className={classes.callCode}>{call.code}</span>
            <span>{t('callRows', { count: call.rows })}</span>
            <span>{formatElapsed(call.ms)}</span>
            {call.request_id && <CopyId id={call.request_id} />}
          </li>
        ))}
      </ol>
    </details>
  );
}

function ReceiptRows({ rows, hrefOf }: { rows: Row[]; hrefOf?: ((rowId: DbId) => string) | undefined }) {
  const t = useTranslations('receipt');
  const reasonText = useReasonText();
  const sorted = rows.toSorted((a, b) => ROW_ORDER.indexOf(a.verdict) - ROW_ORDER.indexOf(b.verdict));
  return (
    <table className={classes.rows}>
      <caption>
        <VisuallyHidden>{t('rowsCaption')}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('columns.lead')}</th>
          <th scope="col">{t('columns.verdict')}</th>
          <th scope="col">{t('columns.changes')}</th>
          <th scope="col">{t('columns.jobId')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <tr key={row.row_id} data-verdict={row.verdict}>
            <td>
              {hrefOf ? (
                <a href={hrefOf(row.row_id)}>{row.leadsName || t('rowNumber', { id: row.row_id })}</a>
              ) : (
                row.leadsName || t('rowNumber', { id: row.row_id })
              )}
            </td>
            <td>
              <VerdictBadge verdict={row.verdict} />
            </td>
            <td>
              {row.changes?.map((change) => (
                <FieldChangeText key={change.field} change={change} />
              ))}
              {row.reason && <span className={classes.reason}>{reasonText(row.reason)}</span>}
            </td>
            <td>
              <CopyNamedId name={t('columns.jobId')} id={row.job_id} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
