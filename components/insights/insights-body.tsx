import { useLocale, useTranslations } from 'next-intl';

import { StateScreen } from '@/components/ui/screens/state-screen';
import { formatNumber, formatPercent } from '@/lib/i18n/format';
import { serializeInsights } from '@/lib/jobs/insights/search-params';
import type { PersonTrend, Trends } from '@/lib/jobs/insights/trends';
import { serializeJobsSearch } from '@/lib/jobs/list/search-params';
import type { DbId } from '@/lib/values/db-id';
import { shownNumberPattern } from '@/lib/values/shown-numbers';

import { DayColumns } from './day-columns';
import { PeopleTable } from './people-table';
import { PeriodPicker } from './period-picker';
import { RateTable } from './rate-table';
import classes from './trends.module.css';

/** As much of an id as tells it from another. */
const shortId = (id: string): string => (id.length > 16 ? `${id.slice(0, 8)}…` : id);

/** How the calls of a period went, by day, task, script, calling number and person; every figure leads to its jobs. */
export function InsightsBody({
  trends,
  people,
  task,
}: {
  trends: Trends;
  people: readonly PersonTrend[];
  task: DbId | null;
}) {
  const t = useTranslations('insights');
  const locale = useLocale();
  const { called, total, days, tasks, scripts, callers } = trends;
  const list = task === null ? '/jobs' : `/tasks/${task}`;
  const jobsOf = (filter: Parameters<typeof serializeJobsSearch>[1] & object) =>
    serializeJobsSearch(list, { called, ...filter });
  const rate = formatPercent(total.counts.connected, total.counts.dialled);
  return (
    <>
      <div className={classes.bar}>
        <PeriodPicker
          called={called}
          days={{ first: days[0]?.day ?? '', last: days.at(-1)?.day ?? '' }}
          task={task}
          hrefOf={(period) => serializeInsights('/insights', { task, called: period })}
        />
      </div>
      {total.counts.jobs === 0 ? (
        <StateScreen kind="empty" title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <>
          <dl className={classes.totals}>
            {(
              [
                ['rate', total.counts.dialled === 0 ? '—' : rate],
                ['dialled', formatNumber(total.counts.dialled, locale)],
                ['connected', formatNumber(total.counts.connected, locale)],
                ['jobs', formatNumber(total.counts.jobs, locale)],
              ] as const
            ).map(([name, figure]) => (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{figure}</dd>
              </div>
            ))}
          </dl>
          <DayColumns days={days} hrefOf={(day) => jobsOf({ called: day })} />
        </>
      )}
      <div className={classes.parts}>
        {tasks.length > 0 && (
          <RateTable
            title={t('byTask')}
            name={t('task')}
            rows={tasks.map(({ taskId, name, counts }) => ({
              key: String(taskId),
              name: name || t('unnamed', { id: taskId }),
              counts,
              href: serializeJobsSearch(`/tasks/${taskId}`, { called }),
              narrower: serializeInsights('/insights', { task: taskId, called }),
            }))}
          />
        )}
        {scripts.length > 0 && (
          <RateTable
            title={t('byScript')}
            name={t('script')}
            rows={scripts.map(({ scriptId, counts }) => ({
              key: scriptId ?? '',
              name: scriptId === null ? t('none') : shortId(scriptId),
              title: scriptId,
              counts,
              href: jobsOf({ script: scriptId ?? 'none' }),
            }))}
          />
        )}
        {callers.length > 0 && (
          <RateTable
            title={t('byCaller')}
            name={t('caller')}
            rows={callers.map(({ caller, counts }) => ({
              key: caller ?? '',
              name: caller ?? t('none'),
              counts,
              href: caller !== null && shownNumberPattern(caller) !== null ? jobsOf({ caller }) : null,
            }))}
          />
        )}
        {people.length > 0 && (
          <PeopleTable people={people} hrefOf={(filter) => serializeJobsSearch(list, filter)} />
        )}
      </div>
    </>
  );
}
