import { useLocale } from 'next-intl';
import type { MouseEvent } from 'react';

import { type Tone, toneVar } from '@/components/ui/theme';
import { formatNumber, formatPercent } from '@/lib/i18n/format';

import classes from './insights.module.css';

export type BarLink = { href: string; onClick?: (event: MouseEvent) => void };

export type Bar = {
  key: string;
  label: string;
  count: number;
  tone?: Tone;
  /** The jobs that the bar stands for; none where no filter has them. */
  link?: BarLink;
  /** Filtered by already. */
  chosen?: boolean;
  /** One of those that the bar before it sums. */
  within?: boolean;
  /** Beside the count in place of the share. */
  note?: string;
};

/**
 * Bars as the table that they are: name, bar, count, share. Each row is a link to what it counts.
 *
 * @param whole what the shares are of; bars are as long as their part of the longest one
 */
export function Bars({
  title,
  heads,
  bars,
  whole,
  none,
}: {
  title: string;
  heads: { name: string; count: string; share: string };
  bars: readonly Bar[];
  whole: number;
  /** Stands there while there is nothing to show. */
  none: string;
}) {
  const locale = useLocale();
  const longest = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <section className={classes.chart}>
      <h3 className={classes.title}>{title}</h3>
      {bars.length === 0 ? (
        <p className={classes.none}>{none}</p>
      ) : (
        <table className={classes.bars} aria-label={title}>
          <thead className={classes.hidden}>
            <tr>
              <th scope="col">{heads.name}</th>
              <th scope="col">{heads.count}</th>
              <th scope="col">{heads.share}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ key, label, count, tone = 'slate', link, chosen, within, note }) => (
              <tr key={key} data-chosen={chosen || undefined} data-within={within || undefined}>
                <th scope="row" title={label}>
                  {link ? (
                    <a {...link} className={classes.link} aria-current={chosen ? 'true' : undefined}>
                      {label}
                    </a>
                  ) : (
                    label
                  )}
                </th>
                <td className={classes.bar} aria-hidden>
                  <span
                    style={{
                      width: `${(count / longest) * 100}%`,
                      backgroundColor: toneVar(tone, 'solid'),
                    }}
                  />
                </td>
                <td className={classes.number}>{formatNumber(count, locale)}</td>
                <td className={classes.share}>{note ?? formatPercent(count, whole)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
