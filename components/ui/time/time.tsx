import { useLocale } from 'next-intl';

import { formatDateMinute, formatDateTime } from '@/lib/i18n/format';

import classes from './time.module.css';

/** `2026-11-23 14:03:21` in the page's time zone. `precision="minute"` leaves the seconds to the pointer. */
export function Time({ time, precision = 'second' }: { time: string; precision?: 'second' | 'minute' }) {
  const locale = useLocale();
  const full = formatDateTime(time, locale);
  return (
    <time dateTime={time} title={precision === 'minute' ? full : undefined} className={classes.time}>
      {precision === 'minute' ? formatDateMinute(time, locale) : full}
    </time>
  );
}
