import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';

import { Time } from '@/components/ui/time/time';
import { formatNumber } from '@/lib/i18n/format';
import { isOver, type Run } from '@/lib/runs/schemas';

import classes from './run-batches.module.css';
import { RunSum } from './run-sum';

/** The last whole-task refreshes, or days of the schedule, above the receipts of pages and jobs. */
export function RunHistory({ runs, of = 'asked' }: { runs: Run[]; of?: 'asked' | 'schedule' }) {
  const t = useTranslations('runs');
  const locale = useLocale();
  if (runs.length === 0) return null;
  const title = t(of === 'asked' ? 'history' : 'days');
  return (
    <section aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      <table className={classes.table} role="table" aria-label={title}>
        <tbody role="rowgroup">
          {runs.map((run) => (
            <tr key={run.id} role="row">
              <td role="cell" className={classes.time}>
                <Link href={`/tasks/${run.taskId}/runs/${run.id}`}>
                  <Time time={run.createdAt} />
                </Link>
              </td>
              <td role="cell" className={classes.rows}>
                {run.via === 'schedule' ? t('bySchedule') : run.by}
              </td>
              <td role="cell" className={classes.rows}>
                {run.via === 'schedule' && !isOver(run.state) ? t('today') : t(`states.${run.state}`)}
              </td>
              <td role="cell" className={classes.result}>
                <RunSum run={run} />
              </td>
              <td role="cell" className={classes.duration}>
                {t('ofRows', { count: formatNumber(run.totalRows, locale) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
