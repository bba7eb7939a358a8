import { useLocale, useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { formatNumber } from '@/lib/i18n/format';
import type { PersonTrend } from '@/lib/jobs/insights/trends';

import classes from './trends.module.css';

const PARTS = ['written', 'leads', 'due', 'overdue'] as const;

/** Follow-ups by person: written in the period, and what they have now; each figure that a filter has is its link. */
export function PeopleTable({
  people,
  hrefOf,
}: {
  people: readonly PersonTrend[];
  hrefOf: (filter: { owner: string; follow?: string }) => string;
}) {
  const t = useTranslations('insights');
  const locale = useLocale();
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{t('byPerson')}</h2>
      <table className={classes.table} aria-label={t('byPerson')}>
        <thead>
          <tr>
            <th scope="col">{t('person')}</th>
            {PARTS.map((part) => (
              <th key={part} scope="col">
                {t(`people.${part}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, name, counts }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              {PARTS.map((part) => {
                const number = formatNumber(counts[part], locale);
                if (part === 'written' || counts[part] === 0) return <td key={part}>{number}</td>;
                const filter = part === 'leads' ? { owner: id } : { owner: id, follow: part };
                return (
                  <td key={part} data-late={part === 'overdue' || undefined}>
                    <Link
                      href={hrefOf(filter) as Route}
                      className={classes.link}
                      aria-label={`${name} · ${t(`people.${part}`)} ${number}`}
                      prefetch={false}
                    >
                      {number}
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
