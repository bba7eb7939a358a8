import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';

import { formatNumber } from '@/lib/i18n/format';
import type { Workload } from '@/lib/jobs/owners/owners';

import classes from './workload.module.css';
import { workloadHref, type WorkloadPart } from './workload-href';

const PARTS = ['overdue', 'today', 'fresh', 'leads'] as const satisfies readonly WorkloadPart[];

/** What this person has to do, each number the way to its list, and what they have done today. */
export function OwnNumbers({ own, leads }: { own: Workload; leads: boolean }) {
  const t = useTranslations('workload');
  const locale = useLocale();
  return (
    <section className={classes.own} aria-label={t('mine')}>
      <h2 className={classes.heading}>{t('mine')}</h2>
      {PARTS.map((part) => (
        <Link
          key={part}
          href={workloadHref('me', part) as Route}
          className={classes.tile}
          data-urgent={(part === 'overdue' && own.overdue > 0) || undefined}
          aria-label={t('open', {
            name: t('mine'),
            what: part === 'leads' ? t('leads') : t(part),
            number: formatNumber(own[part], locale),
          })}
          prefetch={false}
        >
          <span className={classes.name}>{part === 'leads' ? t('all') : t(part)}</span>
          <b>{formatNumber(own[part], locale)}</b>
        </Link>
      ))}
      <span className={classes.tile} data-quiet>
        <span className={classes.name}>{t('done')}</span>
        <b>{formatNumber(own.done, locale)}</b>
      </span>
      {leads && (
        <Link href="/follow-ups/people" className={classes.team} prefetch={false}>
          {t('team')}
        </Link>
      )}
    </section>
  );
}
