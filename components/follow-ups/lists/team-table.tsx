import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';

import { formatNumber } from '@/lib/i18n/format';
import type { Colleague, Workload } from '@/lib/jobs/owners/owners';

import classes from './workload.module.css';
import { workloadHref } from './workload-href';

const PARTS = ['leads', 'overdue', 'today', 'fresh', 'done'] as const;

/** Who has what to do, who is behind first; each number is the way to its leads, where they can be given to others. */
export function TeamTable({ people }: { people: readonly (Colleague & Workload)[] }) {
  const t = useTranslations('workload');
  const locale = useLocale();
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('teamTitle')}>
        <thead>
          <tr>
            <th scope="col">{t('person')}</th>
            {PARTS.map((part) => (
              <th key={part} scope="col">
                {t(part)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">{person.name}</th>
              {PARTS.map((part) => {
                const number = formatNumber(person[part], locale);
                if (part === 'done' || person[part] === 0) return <td key={part}>{number}</td>;
                return (
                  <td key={part}>
                    <Link
                      href={workloadHref(person.id, part) as Route}
                      data-urgent={part === 'overdue' || undefined}
                      aria-label={t('open', { name: person.name, what: t(part), number })}
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
    </div>
  );
}
