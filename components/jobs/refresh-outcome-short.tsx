'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatNumber } from '@/lib/i18n/format';

import classes from './refresh.module.css';
import { receiptSum } from './refresh-outcome';
import { REFRESH_STRIP_ID } from './refresh-strip';
import type { RefreshState } from './use-refresh';

/** The result in a few words, for the bar of a phone; a touch goes to the whole. */
export function RefreshOutcomeShort({ state }: { state: RefreshState }) {
  const t = useTranslations();
  const locale = useLocale();
  if (state.status !== 'done' && state.status !== 'failed') return null;
  const text =
    state.status === 'failed'
      ? t('refresh.announce.failed', { cause: t(`refresh.causes.${state.failure.cause}`) })
      : receiptSum(state.receipt.counts)
          .parts.filter(({ count }) => count > 0)
          .map(({ verdict, count }) => `${t(`verdicts.${verdict}`)} ${formatNumber(count, locale)}`)
          .join(' · ');
  return (
    <button
      type="button"
      className={classes.outcome}
      data-status={state.status}
      onClick={() => document.getElementById(REFRESH_STRIP_ID)?.scrollIntoView()}
    >
      {text}
    </button>
  );
}
