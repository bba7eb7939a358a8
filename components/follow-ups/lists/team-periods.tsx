import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { type PeriodName, PERIODS, type Step, STEPS } from '@/lib/jobs/owners/periods';

import classes from './workload.module.css';

/** The time that is asked about, and in which steps, as links. */
export function TeamPeriods({
  period,
  step,
  days: { first, last },
}: {
  period: PeriodName;
  step: Step;
  days: { first: string; last: string };
}) {
  const t = useTranslations('workload');
  const href = (to: { period?: PeriodName; step?: Step }) =>
    `/follow-ups/people?period=${to.period ?? period}&by=${to.step ?? step}` as Route;
  return (
    <div className={classes.choices}>
      <nav aria-label={t('period')} className={classes.choice}>
        {PERIODS.map((name) => (
          <Link
            key={name}
            href={href({ period: name })}
            aria-current={name === period ? 'true' : undefined}
            prefetch={false}
          >
            {t(`periods.${name}`)}
          </Link>
        ))}
      </nav>
      <nav aria-label={t('step')} className={classes.choice}>
        {STEPS.map((name) => (
          <Link
            key={name}
            href={href({ step: name })}
            aria-current={name === step ? 'true' : undefined}
            prefetch={false}
          >
            {t(`steps.${name}`)}
          </Link>
        ))}
      </nav>
      <span className={classes.name}>{first === last ? first : t('days', { first, last })}</span>
    </div>
  );
}
