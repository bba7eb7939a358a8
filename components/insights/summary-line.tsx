'use client';

import { Anchor } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';

import { activeFilters, withFilter } from '@/components/jobs-filter/filter-values';
import { useFilterTexts } from '@/components/jobs-filter/use-filter-texts';
import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { CountedAsOf } from '@/components/ui/time/counted-as-of';
import { fetchJson } from '@/lib/browser/fetch-json';
import { onDemand } from '@/lib/browser/on-demand';
import { formatNumber, formatPercent } from '@/lib/i18n/format';
import { summaryQuery, type TaskScope } from '@/lib/jobs/list/queries';
import type { Facet } from '@/lib/jobs/selection-values';

import classes from './insights.module.css';

const [SummaryCharts] = onDemand(() => import('./summary-charts').then((module) => module.SummaryCharts));

/** What is told in the line, where there is any of it; and the commonest grades. */
const FIGURES: readonly { facet: Facet; value: string }[] = [
  { facet: 'result', value: 'not_connected' },
  { facet: 'result', value: 'failed' },
  { facet: 'result', value: 'never_dialled' },
  { facet: 'follow', value: 'due' },
  { facet: 'follow', value: 'overdue' },
];
const MOST_GRADES = 3;

/** The connect rate of what the list shows and its commonest counts, in one line; charts below it when it is opened. */
export function SummaryLine({ taskId, address }: { taskId: TaskScope; address: JobsAddress }) {
  const t = useTranslations('summary');
  const locale = useLocale();
  const { valueOf } = useFilterTexts();
  const panelId = useId();
  const [opened, setOpened] = useLocalStorage({
    key: 'callboard.summary-open',
    defaultValue: false,
    // Never made on the server: `onDemand`.
    getInitialValueInEffect: false,
  });
  const wanted = new URLSearchParams(address.selection);
  // Figures do not depend on the order.
  wanted.delete('sort');
  const query = useQuery({
    ...summaryQuery({ taskId, selection: wanted.toString(), charts: opened }, fetchJson),
    placeholderData: keepPreviousData,
  });
  const { data } = query;
  if (!data) {
    // What a filter is refused for the list tells.
    const failed = query.isError && activeFilters(address).length === 0;
    return (
      <div className={classes.line}>
        {query.isPending && t('loading')}
        {failed && (
          <>
            {t('failed')}
            <Anchor component="button" type="button" size="xs" onClick={() => void query.refetch()}>
              {t('retry')}
            </Anchor>
          </>
        )}
      </div>
    );
  }
  const { counts, asOf } = data;
  if (counts.total === 0) return null;
  const number = (value: number) => formatNumber(value, locale);
  const grades = Object.entries(counts.facets.grade)
    .filter(([grade]) => grade !== 'none')
    .slice(0, MOST_GRADES)
    .map(([value]) => ({ facet: 'grade' as const, value }));
  const figures = [...FIGURES, ...grades.toSorted((a, b) => (a.value < b.value ? -1 : 1))]
    .map(({ facet, value }) => ({ facet, value, count: counts.facets[facet][value] ?? 0 }))
    .filter(({ count }) => count > 0);
  return (
    <>
      <div className={classes.line} role="group" aria-label={t('label')}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={opened}
          aria-controls={panelId}
          title={t('rateHint')}
          onClick={() => setOpened(!opened)}
        >
          <IconChevronRight size={14} stroke={1.8} aria-hidden />
          {counts.dialled === 0 ? (
            t('noRate')
          ) : (
            <>
              {t('rate')} <b>{formatPercent(counts.connected, counts.dialled)}</b>
              <span className={classes.meter} aria-hidden>
                <span style={{ width: `${(counts.connected / counts.dialled) * 100}%` }} />
              </span>
              {t('rateOf', { connected: number(counts.connected), dialled: number(counts.dialled) })}
            </>
          )}
          <span className={classes.hidden}>{t(opened ? 'close' : 'open')}</span>
        </button>
        {counts.byMachine > 0 && <span>{t('byMachine', { count: number(counts.byMachine) })}</span>}
        {figures.map(({ facet, value, count }) => (
          <a
            key={`${facet}-${value}`}
            className={classes.figure}
            data-late={value === 'overdue' || undefined}
            aria-current={address.texts[facet] === value ? 'true' : undefined}
            {...address.linkTo(withFilter(facet, address.texts[facet] === value ? null : value))}
          >
            {valueOf(facet, value)} <b>{number(count)}</b>
          </a>
        ))}
        <Link
          className={classes.figure}
          href={taskId === 'all' ? '/insights' : `/insights?task=${taskId}`}
          prefetch={false}
        >
          {t('trends')}
        </Link>
        {asOf && (
          <span>
            {t('asOf')}
            <CountedAsOf time={asOf} />
          </span>
        )}
      </div>
      <div id={panelId} hidden={!opened}>
        {opened && <SummaryCharts counts={counts} address={address} busy={query.isPlaceholderData} />}
      </div>
    </>
  );
}
