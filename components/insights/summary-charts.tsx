'use client';

import { Skeleton } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';

import { choicesOf } from '@/components/jobs-filter/choices';
import { toggled, withFilter } from '@/components/jobs-filter/filter-values';
import { useFilterTexts } from '@/components/jobs-filter/use-filter-texts';
import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { formatNumber, formatPercent } from '@/lib/i18n/format';
import { DURATION_STEPS, type JobsSummary, MOST_ATTEMPTS } from '@/lib/jobs/insights/summary';
import type { FilterKey } from '@/lib/jobs/selection-values';

import { type Bar, Bars } from './bars';
import { HeatMap } from './heat-map';
import classes from './insights.module.css';
import { resultTone } from './result-tone';

/** Single results beside their groups; more are found in the filter's menu. */
const MOST_RESULTS = 7;

/** What a selection comes to as bars, each of them a filter: results, grades, durations, attempts, hours of the week. */
export function SummaryCharts({
  counts,
  address,
  busy,
}: {
  counts: JobsSummary['counts'];
  address: JobsAddress;
  busy: boolean;
}) {
  const t = useTranslations('summary');
  const tZone = useTranslations('common');
  const locale = useLocale();
  const { valueOf } = useFilterTexts();
  const { facets, charts } = counts;

  const chosenOf = (key: FilterKey) => address.texts[key]?.split(',') ?? [];
  /** A list's value is added or taken away; a span takes the place of the one before. */
  const filterBar = (key: FilterKey, value: string, isSpan = false) => {
    const chosen = isSpan ? address.texts[key] === value : chosenOf(key).includes(value);
    const next = isSpan ? (chosen ? null : value) : toggled(address.texts[key], value);
    return { chosen, link: address.linkTo(withFilter(key, next)) };
  };
  const heads = (name: string, share = t('share')) => ({ name, count: t('count'), share });

  const single = Object.values(facets.result).toSorted((a, b) => b - a);
  const least = single[MOST_RESULTS + 4] ?? 0;
  const results = choicesOf('result', facets, chosenOf('result'))
    .map((choice) => ({ ...choice, count: facets.result[choice.value] ?? 0 }))
    .filter(({ value, within, count }) => chosenOf('result').includes(value) || count > (within ? least : 0))
    .map(({ value, within, count }): Bar => ({
      key: value,
      label: valueOf('result', value),
      count,
      within,
      tone: resultTone(value),
      ...filterBar('result', value),
    }));
  const sumOf = (values: Record<string, number>) => Object.values(values).reduce((sum, n) => sum + n, 0);
  const grades = Object.entries(facets.grade)
    .toSorted(([a], [b]) => Number(a === 'none') - Number(b === 'none') || (a < b ? -1 : 1))
    .map(([value, count]): Bar => ({
      key: value,
      label: valueOf('grade', value),
      count,
      tone: value === 'none' ? 'stone' : 'violet',
      ...filterBar('grade', value),
    }));
  const durations = (charts?.durations ?? []).map((count, index): Bar => {
    const from = DURATION_STEPS[index] ?? 0;
    const to = DURATION_STEPS[index + 1];
    const value = `${from}..${to === undefined ? '' : to - 1}`;
    const label =
      to === undefined
        ? t('over', { from: from / 60 })
        : from === 0
          ? t('under', { to })
          : from < 60
            ? t('seconds', { from, to })
            : t('minutes', { from: from / 60, to: to / 60 });
    return { key: value, label, count, tone: 'blue', ...filterBar('duration', value, true) };
  });
  const attempts = (charts?.attempts ?? []).map(({ reached, connected }, index): Bar => {
    const value = `${index + 1}..`;
    return {
      key: value,
      label: t(index + 1 === MOST_ATTEMPTS ? 'attemptMore' : 'attempt', { n: index + 1 }),
      count: reached,
      tone: 'slate',
      note: t('attemptConnected', {
        count: formatNumber(connected, locale),
        percent: formatPercent(connected, reached),
      }),
      ...filterBar('attempts', value, true),
    };
  });
  const none = t('none');
  const durationSum = durations.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={classes.panel} aria-busy={busy}>
      <div className={classes.charts}>
        <Bars
          title={t('results')}
          heads={heads(t('results'))}
          bars={results}
          whole={results.reduce((sum, { within, count }) => sum + (within ? 0 : count), 0)}
          none={none}
        />
        <Bars
          title={t('grades')}
          heads={heads(t('grades'))}
          bars={grades}
          whole={sumOf(facets.grade)}
          none={none}
        />
        {charts ? (
          <>
            <div className={classes.stack}>
              <Bars
                title={t('durations')}
                heads={heads(t('durations'))}
                bars={durationSum === 0 ? [] : durations}
                whole={durationSum}
                none={none}
              />
              <Bars
                title={t('attempts')}
                heads={heads(t('attempts'), t('connectedShare'))}
                bars={attempts}
                whole={attempts[0]?.count ?? 0}
                none={none}
              />
            </div>
            <HeatMap
              title={t('hours', { zone: tZone('zoneName') })}
              hours={charts.hours}
              chosen={chosenOf('hour')}
              linkOf={(value) => filterBar('hour', value).link}
            />
          </>
        ) : (
          <>
            <Skeleton height={120} />
            <Skeleton height={120} />
          </>
        )}
      </div>
    </div>
  );
}
