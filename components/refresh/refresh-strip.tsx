'use client';

import { IconCircleCheckFilled, IconInfoCircle, IconAlertCircleFilled } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';

import { ReceiptSum } from '@/components/receipts/receipt-sum';
import { ReceiptView } from '@/components/receipts/receipt-view';
import { isAllClean, shownRequestId } from '@/components/receipts/refresh-outcome';
import { CopyId } from '@/components/ui/copy-id';
import { ShortTime } from '@/components/ui/time/time-ago';
import { useSeconds } from '@/components/ui/time/use-seconds';
import { formatElapsed, formatNumber } from '@/lib/i18n/format';
import type { JobRow, LastRefresh } from '@/lib/jobs/schemas';
import type { Receipt } from '@/lib/receipts/schemas';

import { RefreshFailureView } from './refresh-failure';
import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';
import { useResultSentence } from './use-refresh-text';

export const REFRESH_STRIP_ID = 'refresh-result';

export type RefreshStripProps = {
  taskId: number;
  state: RefreshState;
  /** When a refresh began that a reload of the page has cut off from it, epoch ms. */
  interruptedAt: number | null;
  rows: readonly JobRow[];
  lastRefresh: LastRefresh | null;
  /** Rows of the task that no refresh reaches, with the way to them. */
  withoutId: ReactNode;
  /** The key R is the open job's then. */
  jobOpen: boolean;
  refresh: () => void;
  hrefOfRow: (rowId: number) => string;
};

/**
 * Where a refresh tells what it did: always in the same place above the rows, so that nothing moves when it begins or
 * ends. Before: what the last one left. While: the stage and the seconds. After: the receipt, or why it failed.
 */
export function RefreshStrip(props: RefreshStripProps) {
  const t = useTranslations('refresh');
  const { state, interruptedAt } = props;
  return (
    <section
      id={REFRESH_STRIP_ID}
      className={classes.strip}
      data-status={state.status}
      aria-label={t('label')}
    >
      {state.status === 'idle' &&
        (interruptedAt === null ? <Idle {...props} /> : <GoesOn {...props} since={interruptedAt} />)}
      {state.status === 'running' && <Running {...props} state={state} />}
      {state.status === 'done' && <Done key={state.receipt.id} {...props} receipt={state.receipt} />}
      {state.status === 'failed' && (
        <RefreshFailureView
          failure={state.failure}
          taskId={props.taskId}
          rows={props.rows}
          refresh={props.refresh}
        />
      )}
    </section>
  );
}

function Idle({ taskId, lastRefresh, rows, withoutId, jobOpen }: RefreshStripProps) {
  const t = useTranslations('refresh');
  const locale = useLocale();
  const failed = lastRefresh?.errorCode ?? null;
  return (
    <>
      <p className={classes.sentence} data-tone={failed ? 'failed' : 'quiet'}>
        {failed ? (
          <IconAlertCircleFilled size={16} aria-hidden />
        ) : (
          <IconInfoCircle size={16} stroke={1.6} aria-hidden />
        )}
        {lastRefresh && failed ? (
          <span>
            {t.rich('lastFailed', {
              by: lastRefresh.by,
              code: failed,
              time: () => <ShortTime time={lastRefresh.at} />,
              receipt: (text) => (
                <Link href={`/tasks/${taskId}/receipts/${lastRefresh.receiptId}`}>{text}</Link>
              ),
            })}
          </span>
        ) : (
          t(jobOpen ? 'hintByButton' : 'hint', { rows: formatNumber(rows.length, locale) })
        )}
      </p>
      {withoutId && <div className={classes.facts}>{withoutId}</div>}
    </>
  );
}

function GoesOn({ since, withoutId }: Pick<RefreshStripProps, 'withoutId'> & { since: number }) {
  const t = useTranslations('refresh');
  const seconds = useSeconds(since);
  return (
    <>
      <p className={classes.sentence} data-tone="running">
        <span className={classes.pulse} aria-hidden />
        <span>{t('goesOn', { seconds })}</span>
      </p>
      {withoutId && <div className={classes.facts}>{withoutId}</div>}
    </>
  );
}

const SLOW_SECONDS = 6;

function Running({
  state,
  rows,
  withoutId,
}: Pick<RefreshStripProps, 'rows' | 'withoutId'> & { state: Extract<RefreshState, { status: 'running' }> }) {
  const t = useTranslations('refresh.stage');
  const locale = useLocale();
  const seconds = useSeconds(state.startedAt);
  const values = { rows: formatNumber(rows.length, locale), seconds };
  return (
    <>
      <p className={classes.sentence} data-tone="running">
        <span className={classes.pulse} aria-hidden />
        <span>
          {state.stage === 'reading'
            ? t('reading')
            : seconds >= SLOW_SECONDS
              ? t('slow', values)
              : t('asking', values)}
        </span>
      </p>
      {withoutId && <div className={classes.facts}>{withoutId}</div>}
    </>
  );
}

function Done({ receipt, taskId, rows, withoutId, hrefOfRow }: RefreshStripProps & { receipt: Receipt }) {
  const t = useTranslations('refresh');
  const sentenceOf = useResultSentence();
  const [opened, setOpened] = useState(false);
  const { counts } = receipt;
  const requestId = shownRequestId(receipt);
  const clean = isAllClean(receipt);
  const names = new Map(rows.map((row) => [row.rowId, row.leadsName]));
  return (
    <>
      <p className={classes.sentence} data-tone={clean ? 'good' : 'mixed'}>
        {clean ? (
          <IconCircleCheckFilled size={16} aria-hidden />
        ) : (
          <IconAlertCircleFilled size={16} aria-hidden />
        )}
        <span>{sentenceOf(receipt, rows)}</span>
      </p>
      <div className={classes.facts}>
        <ReceiptSum counts={counts} />
        <span title={t('durationHint')}>{formatElapsed(receipt.duration_ms)}</span>
        {requestId && <CopyId id={requestId} short />}
        <Link href={`/tasks/${taskId}/receipts/${receipt.id}`} className={classes.link}>
          {t('receipt')}
        </Link>
        <button
          type="button"
          className={classes.link}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {t(opened ? 'hideRows' : 'showRows')}
        </button>
        {withoutId}
      </div>
      {opened && (
        <div className={classes.details}>
          <ReceiptView
            receipt={{
              counts,
              recordings: receipt.recordings,
              providerCalls: receipt.provider_calls,
              rows: receipt.rows.map((row) => ({ ...row, leadsName: names.get(row.row_id) ?? null })),
              error: null,
            }}
            hrefOf={hrefOfRow}
            withoutSum
          />
        </div>
      )}
    </>
  );
}
