'use client';

import { useLocale, useTranslations } from 'next-intl';

import { compactMinute, dayOf } from '@/components/job-context/job-texts';
import { isAllClean } from '@/components/receipts/refresh-outcome';
import { nextChange } from '@/components/receipts/row-changes';
import { useNow } from '@/components/ui/time/use-now';
import { formatNumber } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';
import type { Receipt } from '@/lib/receipts/schemas';

/** After a refresh that found nothing new: when something can change next, and so what to do until then. */
export function NextStep({ receipt, rows }: { receipt: Receipt; rows: readonly JobRow[] }) {
  const t = useTranslations('refresh.next');
  const locale = useLocale();
  const now = useNow();
  if (receipt.counts.updated > 0 || !isAllClean(receipt)) return null;
  const next = nextChange(rows, now);
  switch (next.kind) {
    case 'at':
      return (
        <span suppressHydrationWarning>
          {t('at', { time: compactMinute(next.time, dayOf(now), locale) })}
        </span>
      );
    case 'ended':
      return <span>{t('ended')}</span>;
    default:
      return <span>{t(next.kind, { count: next.count, number: formatNumber(next.count, locale) })}</span>;
  }
}
