import { useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { TIME_PRESETS } from '@/lib/jobs/selection-values';
import type { DbId } from '@/lib/values/db-id';

import classes from './trends.module.css';

/** The period: presets as links, and any other from a day to a day. */
export function PeriodPicker({
  called,
  days,
  task,
  hrefOf,
}: {
  called: string;
  /** The first and the last day of the period. */
  days: { first: string; last: string };
  task: DbId | null;
  hrefOf: (called: string) => string;
}) {
  const t = useTranslations();
  return (
    <div className={classes.period}>
      <nav aria-label={t('insights.period')} className={classes.presets}>
        {TIME_PRESETS.map((preset) => (
          <Link
            key={preset}
            href={hrefOf(preset) as Route}
            aria-current={preset === called ? 'page' : undefined}
            prefetch={false}
          >
            {t(`filter.times.${preset}`)}
          </Link>
        ))}
      </nav>
      <form action="/insights" className={classes.dates}>
        {task !== null && <input type="hidden" name="task" value={task} />}
        <input
          key={days.first}
          type="date"
          name="from"
          defaultValue={days.first}
          aria-label={t('insights.from')}
          required
        />
        <span aria-hidden>–</span>
        <input
          key={days.last}
          type="date"
          name="to"
          defaultValue={days.last}
          aria-label={t('insights.to')}
          required
        />
        <button type="submit">{t('insights.apply')}</button>
      </form>
    </div>
  );
}
