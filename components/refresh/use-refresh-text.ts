'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatClock, formatNumber } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';
import type { Receipt } from '@/lib/receipts/schemas';

import { clockSeenFrom } from '@/components/job-context/job-texts';
import { lastChange, receiptSum, resultKind } from '@/components/receipts/refresh-outcome';
import type { RefreshState } from './use-refresh';

/** The one sentence of a refresh that the provider answered; `rows` are the page's rows as they are now. */
export function useResultSentence(): (receipt: Receipt, rows: readonly JobRow[]) => string {
  const t = useTranslations('refresh.result');
  const locale = useLocale();
  const resultOf = ({ counts, checked_at: checkedAt }: Receipt, rows: readonly JobRow[]): string => {
    const kind = resultKind(counts);
    const number = (value: number) => formatNumber(value, locale);
    const values = {
      rows: number(counts.rows),
      updated: number(counts.updated),
      others: number(counts.rows - counts.updated),
      time: formatClock(checkedAt),
    };
    if (kind === 'all_unchanged') {
      const since = lastChange(rows);
      return since === null
        ? t('all_unchanged', values)
        : t('all_unchanged_since', { ...values, since: clockSeenFrom(since, checkedAt, locale) });
    }
    return t(kind, values);
  };
  const recordingsText = useRecordingsText();
  return (receipt, rows) => {
    const recordings = recordingsText(receipt);
    return [resultOf(receipt, rows), ...(recordings ? [recordings] : [])].join(locale === 'zh' ? '' : ' ');
  };
}

/** How many recordings a refresh looked up in vain; null when it got them all. */
export function useRecordingsText(): (receipt: Receipt, short?: boolean) => string | null {
  const t = useTranslations('refresh');
  return ({ recordings: { failed } }, short = false) =>
    failed > 0 ? t(short ? 'recordingsFailedShort' : 'recordingsFailed', { count: failed }) : null;
}

/** What a screen reader is told when a refresh begins, and when it ends. */
export function useAnnouncement(state: RefreshState, rows: readonly JobRow[]): string {
  const t = useTranslations();
  const locale = useLocale();
  const sentenceOf = useResultSentence();
  switch (state.status) {
    case 'idle':
      return '';
    case 'running':
      return t('refresh.announce.running', { rows: formatNumber(rows.length, locale) });
    case 'failed':
      return t('refresh.announce.failed', { cause: t(`refresh.causes.${state.failure.cause}`) });
    case 'done': {
      const parts = receiptSum(state.receipt.counts)
        .parts.filter(({ count }) => count > 0)
        .map(({ verdict, count }) => `${t(`verdicts.${verdict}`)} ${formatNumber(count, locale)}`);
      return `${sentenceOf(state.receipt, rows)} ${parts.join(locale === 'zh' ? '，' : ', ')}`;
    }
  }
}
