import { Fragment } from 'react';

import { formatDateMinute, formatDateTime } from '@/lib/i18n/format';

import classes from './time.module.css';

/** `2026-11-23 14:03:21` in the page's time zone. `precision="minute"` leaves the seconds to the pointer. */
export function Time({ time, precision = 'second' }: { time: string; precision?: 'second' | 'minute' }) {
  const full = formatDateTime(time);
  const text = precision === 'minute' ? formatDateMinute(time) : full;
  return (
    <time dateTime={time} title={precision === 'minute' ? full : undefined} className={classes.time}>
      {text.split('-').map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <span className={classes.hyphen}>-</span>}
          {part}
        </Fragment>
      ))}
    </time>
  );
}
