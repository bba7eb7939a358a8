'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatDateTime, formatShort, toAgo } from '@/lib/i18n/format';

import { useNow } from './use-now';

/** "2 minutes ago", ticking, with the absolute time on hover. `time` is an ISO string. */
export function TimeAgo({ time, className }: { time: string; className?: string }) {
  const t = useTranslations('common.ago');
  const locale = useLocale();
  const ago = toAgo(time, useNow());
  // The reader's clock is not the server's: the first text may differ, and the next tick settles it.
  return (
    <time dateTime={time} title={formatDateTime(time, locale)} className={className} suppressHydrationWarning>
      {t(ago.unit, { count: ago.count })}
    </time>
  );
}

/** The clock for a time of today, else with its date; the whole time on hover. `time` is an ISO string. */
export function ShortTime({ time, className }: { time: string; className?: string }) {
  const locale = useLocale();
  return (
    <time dateTime={time} title={formatDateTime(time, locale)} className={className} suppressHydrationWarning>
      {formatShort(time, useNow(), locale)}
    </time>
  );
}
