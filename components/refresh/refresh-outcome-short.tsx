'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import { receiptSum } from '@/components/receipts/refresh-outcome';
import { formatNumber } from '@/lib/i18n/format';
import type { Receipt } from '@/lib/receipts/schemas';

import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';
import { useRecordingsText } from './use-refresh-text';

/** The result in a few words, for the bar of a phone; a touch goes to the whole. */
export function RefreshOutcomeShort({
  state,
  stripRef,
}: {
  state: RefreshState;
  stripRef: RefObject<HTMLElement | null>;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const recordingsText = useRecordingsText();
  if (state.status !== 'done' && state.status !== 'failed') return null;
  const textOf = (receipt: Receipt): string => {
    const parts = receiptSum(receipt.counts)
      .parts.filter(({ count }) => count > 0)
      .map(({ verdict, count }) => `${t(`verdicts.${verdict}`)} ${formatNumber(count, locale)}`);
    const recordings = recordingsText(receipt, true);
    return [...parts, ...(recordings ? [recordings] : [])].join(' · ');
  };
  const text =
    state.status === 'failed'
      ? t('refresh.announce.failed', { cause: t(`refresh.causes.${state.failure.cause}`) })
      : textOf(state.receipt);
  return (
    <button
      type="button"
      className={classes.outcome}
      data-status={state.status}
      onClick={() => stripRef.current?.scrollIntoView()}
    >
      {text}
    </button>
  );
}
