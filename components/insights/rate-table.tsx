import { useLocale, useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { formatNumber, formatPercent } from '@/lib/i18n/format';
import type { Rate } from '@/lib/jobs/insights/trends';

import classes from './trends.module.css';

export type RateRow = {
  key: string;
  name: string;
  /** In full, where the name is cut. */
  title?: string | null;
  counts: Rate;
  /** The jobs that it counts; null where no filter has them. */
  href: string | null;
  /** The same page of this part alone. */
  narrower?: string;
};

/** Connect rates side by side: how many calls, how many were answered, and the rate as a bar of the whole. */
export function RateTable({ title, name, rows }: { title: string; name: string; rows: readonly RateRow[] }) {
  const t = useTranslations('insights');
  const locale = useLocale();
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{title}</h2>
      <table className={classes.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">{t('dialled')}</th>
            <th scope="col">{t('connected')}</th>
            <th scope="col" className={classes.rate}>
              {t('rate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name: words, title: whole, counts, href, narrower }) => (
            <tr key={key}>
              <th scope="row" title={whole ?? words}>
                {href ? (
                  <Link href={href as Route} className={classes.link} prefetch={false}>
                    {words}
                  </Link>
                ) : (
                  words
                )}
                {narrower && (
                  <Link
                    href={narrower as Route}
                    className={classes.narrower}
                    prefetch={false}
                    aria-label={t('onlyNamed', { name: words })}
                  >
                    {t('only')}
                  </Link>
                )}
              </th>
              <td>{formatNumber(counts.dialled, locale)}</td>
              <td>{formatNumber(counts.connected, locale)}</td>
              <td className={classes.rate}>
                <span className={classes.meter} aria-hidden>
                  <span
                    style={{
                      width: `${counts.dialled === 0 ? 0 : (counts.connected / counts.dialled) * 100}%`,
                    }}
                  />
                </span>
                {counts.dialled === 0 ? '—' : formatPercent(counts.connected, counts.dialled)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
