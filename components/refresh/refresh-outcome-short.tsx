'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState, type RefObject } from 'react';

import { receiptSum } from '@/components/receipts/refresh-outcome';
import { formatNumber } from '@/lib/i18n/format';
import type { Receipt } from '@/lib/receipts/schemas';

import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';
import { useRecordingsText } from './use-refresh-text';

/** The result in a few words, for the bar of a phone while the whole is out of sight; a touch goes there. */
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
  const told = state.status === 'done' || state.status === 'failed';
  const isAway = useIsAway(stripRef, told);
  if (!told || !isAway) return null;
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

/** Whether an element is out of sight; asked only while `watched`. */
function useIsAway(ref: RefObject<HTMLElement | null>, watched: boolean): boolean {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || !watched) return;
    const observer = new IntersectionObserver(([entry]) => setAway(entry ? !entry.isIntersecting : false));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, watched]);
  return watched && isAway;
}
