'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatNumber, formatPercent, formatShortNumber } from '@/lib/i18n/format';
import type { Attempt } from '@/lib/jobs/insights/summary';

import type { BarLink } from './bars';
import classes from './insights.module.css';

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
/** The deepest shade still lets the figure on it be read. */
const DEEPEST = 55;

const twoDigits = (hour: number) => String(hour).padStart(2, '0');

/**
 * Calls by hour and weekday: the shade tells how many, and so does the figure. Hours before the first and after the last
 * call of any day are left out.
 *
 * @param hours as `SummaryCharts.hours` has them
 */
export function HeatMap({
  title,
  hours,
  chosen,
  linkOf,
}: {
  title: string;
  hours: readonly Attempt[];
  /** Values of the filter `hour` that are set. */
  chosen: readonly string[];
  linkOf: (value: string) => BarLink;
}) {
  const t = useTranslations('summary');
  const tDays = useTranslations('filter.weekdays');
  const locale = useLocale();
  const used = hours.flatMap(({ reached }, index) => (reached > 0 ? [index % 24] : []));
  const most = Math.max(1, ...hours.map(({ reached }) => reached));
  const first = Math.min(...used);
  const columns =
    used.length === 0 ? [] : Array.from({ length: Math.max(...used) - first + 1 }, (_, i) => first + i);
  return (
    <section className={classes.wide}>
      <h3 className={classes.title}>{title}</h3>
      {columns.length === 0 ? (
        <p className={classes.none}>{t('none')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a table that is scrolled by key
        <div className={classes.heat} role="group" aria-label={title} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <span className={classes.hidden}>{t('day')}</span>
                </th>
                {columns.map((hour) => (
                  <th key={hour} scope="col">
                    {twoDigits(hour)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {DAYS.map((day, index) => (
                <tr key={day}>
                  <th scope="row">{tDays(day)}</th>
                  {columns.map((hour) => {
                    const { reached, connected } = hours[index * 24 + hour] ?? { reached: 0, connected: 0 };
                    if (reached === 0)
                      return (
                        <td key={hour}>
                          <span className={classes.hidden}>0</span>
                        </td>
                      );
                    const value = `${day}-${twoDigits(hour)}`;
                    const words = t('slot', {
                      day: tDays(day),
                      from: twoDigits(hour),
                      count: formatNumber(reached, locale),
                      percent: formatPercent(connected, reached),
                    });
                    const shade = Math.max(6, Math.round((reached / most) * DEEPEST));
                    return (
                      <td
                        key={hour}
                        style={{
                          backgroundColor: `color-mix(in srgb, var(--cb-blue-solid) ${shade}%, transparent)`,
                        }}
                      >
                        <a
                          {...linkOf(value)}
                          aria-label={words}
                          title={words}
                          aria-current={chosen.includes(value) ? 'true' : undefined}
                        >
                          {formatShortNumber(reached, locale)}
                        </a>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
