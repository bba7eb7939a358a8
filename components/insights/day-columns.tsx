import { useLocale, useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { formatDay, formatNumber, formatPercent } from '@/lib/i18n/format';
import type { Trends } from '@/lib/jobs/insights/trends';

import classes from './trends.module.css';

/** Above so many days not each has its name below it. */
const MOST_NAMES = 10;
/** The part of the width that a name takes on a phone: with less of it left, the name would be cut. */
const NAME_WIDTH = 0.09;

/**
 * Calls by day as columns: dialled, the answered part in the connected tone; each column leads to the day's jobs. The
 * same as a table below, opened by a click.
 */
export function DayColumns({ days, hrefOf }: { days: Trends['days']; hrefOf: (day: string) => string }) {
  const t = useTranslations('insights');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const most = Math.max(1, ...days.map(({ counts }) => counts.dialled));
  const everyNth = Math.ceil(days.length / MOST_NAMES);
  const isNamed = (index: number) =>
    index % everyNth === 0 && days.length - index >= days.length * NAME_WIDTH;
  const height = (value: number) => `${(value / most) * 100}%`;
  return (
    <section className={classes.days}>
      <h2 className={classes.heading}>{t('byDay')}</h2>
      <p className={classes.legend}>
        <span>
          <i className={classes.connected} aria-hidden /> {t('connected')}
        </span>
        <span>
          <i className={classes.missed} aria-hidden /> {t('notConnected')}
        </span>
        <span>{t('most', { count: number(most) })}</span>
      </p>
      <ol className={classes.columns} aria-label={t('byDay')}>
        {days.map(({ day, counts }, index) => {
          const words = t('dayWords', {
            day: formatDay(`${day}T00:00:00+08:00`, locale),
            dialled: number(counts.dialled),
            connected: number(counts.connected),
            percent: formatPercent(counts.connected, counts.dialled),
          });
          const bar = (
            <>
              <span
                className={classes.missed}
                style={{ height: height(counts.dialled - counts.connected) }}
              />
              <span className={classes.connected} style={{ height: height(counts.connected) }} />
            </>
          );
          return (
            <li key={day}>
              {counts.jobs > 0 ? (
                <Link
                  href={hrefOf(day) as Route}
                  className={classes.column}
                  aria-label={words}
                  title={words}
                  prefetch={false}
                >
                  {bar}
                </Link>
              ) : (
                <span className={classes.column} title={words} />
              )}
              <span className={classes.day} aria-hidden>
                {isNamed(index) ? day.slice(5) : ''}
              </span>
            </li>
          );
        })}
      </ol>
      <details className={classes.asTable}>
        <summary>{t('asTable')}</summary>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('day')}</th>
              <th scope="col">{t('jobs')}</th>
              <th scope="col">{t('dialled')}</th>
              <th scope="col">{t('connected')}</th>
              <th scope="col">{t('rate')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, counts }) => (
              <tr key={day}>
                <th scope="row">{formatDay(`${day}T00:00:00+08:00`, locale)}</th>
                <td>{number(counts.jobs)}</td>
                <td>{number(counts.dialled)}</td>
                <td>{number(counts.connected)}</td>
                <td>{formatPercent(counts.connected, counts.dialled)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
