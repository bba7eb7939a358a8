'use client';

import { IconCircleCheckFilled, IconInfoCircle, IconAlertCircleFilled } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState, useSyncExternalStore, type ReactNode, type RefObject } from 'react';

import { ReceiptSum } from '@/components/receipts/receipt-sum';
import { ReceiptView } from '@/components/receipts/receipt-view';
import { isAllClean, shownRequestId } from '@/components/receipts/refresh-outcome';
import { CopyId } from '@/components/ui/copy-id';
import { useSeconds } from '@/components/ui/time/use-seconds';
import { isWaiting, subscribeToWaiting } from '@/lib/browser/session-store';
import { formatNumber } from '@/lib/i18n/format';
import type { JobRow, LastRefresh } from '@/lib/jobs/schemas';
import type { Receipt, Verdict } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { NextStep } from './next-step';
import { RefreshFailureView } from './refresh-failure';
import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';
import { useResultSentence } from './use-refresh-text';

export type RefreshStripProps = {
  taskId: DbId;
  state: RefreshState;
  /** When a refresh began that a reload of the page has cut off from it, epoch ms. */
  interruptedAt: number | null;
  rows: readonly JobRow[];
  lastRefresh: LastRefresh | null;
  /** Rows of the task that no refresh reaches, with the way to them. */
  withoutId: ReactNode;
  /** What changed on other pages, with the ways there. */
  elsewhere: ReactNode;
  /** The verdict that the table is narrowed to; null: all rows are shown. */
  only: Verdict | null;
  onOnly: (verdict: Verdict | null) => void;
  stripRef: RefObject<HTMLElement | null>;
  buttonRef: RefObject<HTMLButtonElement | null>;
  /** The key R is the open job's then. */
  jobOpen: boolean;
  refresh: () => void;
  hrefOfRow: (rowId: DbId) => string;
};

/**
 * Where a refresh tells what it did: always in the same place above the rows, so that nothing moves when it begins or
 * ends. Before: what the last one left. While: the stage and the seconds. After: the receipt, or why it failed.
 */
export function RefreshStrip(props: RefreshStripProps) {
  const t = useTranslations('refresh');
  const { state, interruptedAt, lastRefresh } = props;
  return (
    <section
      ref={props.stripRef}
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
          by={lastRefresh?.receiptId === state.failure.receiptId ? lastRefresh.by : null}
          taskId={props.taskId}
          rows={props.rows}
          refresh={props.refresh}
          buttonRef={props.buttonRef}
        >
          {props.elsewhere}
        </RefreshFailureView>
      )}
    </section>
  );
}

function Idle({ rows, withoutId, elsewhere, jobOpen }: RefreshStripProps) {
  const t = useTranslations('refresh');
  const locale = useLocale();
  return (
    <>
      <p className={classes.sentence} data-tone="quiet">
        <IconInfoCircle size={16} stroke={1.6} aria-hidden />
        {!jobOpen && (
          <span className={classes.byKey}>{t('hint', { rows: formatNumber(rows.length, locale) })}</span>
        )}
        <span className={jobOpen ? undefined : classes.byTouch}>
          {t('hintByButton', { rows: formatNumber(rows.length, locale) })}
        </span>
      </p>
      <Facts withoutId={withoutId} elsewhere={elsewhere} />
    </>
  );
}

function Facts({ withoutId, elsewhere }: Pick<RefreshStripProps, 'withoutId' | 'elsewhere'>) {
  if (!withoutId && !elsewhere) return null;
  return (
    <div className={classes.facts}>
      {elsewhere}
      {withoutId}
    </div>
  );
}

type Around = Pick<RefreshStripProps, 'withoutId' | 'elsewhere'>;

function GoesOn({ since, withoutId, elsewhere }: Around & { since: number }) {
  const t = useTranslations('refresh');
  const seconds = useSeconds(since);
  return (
    <>
      <p className={classes.sentence} data-tone="running">
        <span className={classes.pulse} aria-hidden />
        <span>{t('goesOn', { seconds })}</span>
      </p>
      <Facts withoutId={withoutId} elsewhere={elsewhere} />
    </>
  );
}

const SLOW_SECONDS = 6;

function Running({
  state,
  rows,
  withoutId,
  elsewhere,
}: Around & Pick<RefreshStripProps, 'rows'> & { state: Extract<RefreshState, { status: 'running' }> }) {
  const t = useTranslations('refresh.stage');
  const locale = useLocale();
  const seconds = useSeconds(state.startedAt);
  const signsIn = useSyncExternalStore(subscribeToWaiting, isWaiting, () => false);
  const values = { rows: formatNumber(rows.length, locale), seconds };
  return (
    <>
      <p className={classes.sentence} data-tone="running">
        <span className={classes.pulse} aria-hidden />
        <span>
          {state.stage === 'offline'
            ? t('offline')
            : signsIn
              ? t('signIn')
              : state.stage === 'reading'
                ? t('reading')
                : seconds >= SLOW_SECONDS
                  ? t('slow', values)
                  : t('asking', values)}
        </span>
      </p>
      <Facts withoutId={withoutId} elsewhere={elsewhere} />
    </>
  );
}

function Done({
  receipt,
  taskId,
  rows,
  withoutId,
  elsewhere,
  only,
  onOnly,
  hrefOfRow,
}: RefreshStripProps & { receipt: Receipt }) {
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
        <NextStep receipt={receipt} rows={rows} />
        {elsewhere}
        <ReceiptSum counts={counts} only={only} onOnly={onOnly} />
        {(only !== null || (counts.updated > 0 && counts.updated < counts.rows)) && (
          <button
            type="button"
            className={classes.link}
            onClick={() => onOnly(only === null ? 'updated' : null)}
          >
            {only === null ? t('onlyChanged') : t('allRows', { count: counts.rows })}
          </button>
        )}
        {!clean && requestId && <CopyId id={requestId} short />}
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
        <div className={classes.details} data-receipt-rows>
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
