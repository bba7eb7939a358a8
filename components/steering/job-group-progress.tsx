'use client';

import { Button, Skeleton, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskHeader } from '@/lib/tasks/schemas';
import { jobGroupQuery } from '@/lib/tasks/steer/queries';
import type { JobGroupAnswer } from '@/lib/tasks/steer/steering';

import classes from './steering.module.css';

type Progress = JobGroupAnswer['progress'];

/** The provider's counts, each with the call status that it is of; `TotalCompleted` may count more than successes. */
const LINES: readonly { count: keyof Progress; status: string | null }[] = [
  { count: 'total_jobs', status: null },
  { count: 'total_completed', status: 'Succeeded' },
  { count: 'failed', status: 'Failed' },
  { count: 'executing', status: 'Executing' },
  { count: 'scheduling', status: 'Scheduling' },
  { count: 'paused', status: 'Paused' },
  { count: 'cancelled', status: 'Cancelled' },
];

/** How the task stands at the provider now, beside what we hold of it, and why the two differ. */
export function JobGroupProgress({ task }: { task: TaskHeader }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const query = useQuery(jobGroupQuery(task.id, fetchJson));
  if (query.isError) {
    return (
      <div className={classes.failure} role="alert">
        <span>{failureText(query.error)}</span>
        <Button
          size="compact-xs"
          variant="default"
          loading={query.isFetching}
          onClick={() => void query.refetch()}
        >
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  if (!query.data) return <Skeleton height={210} aria-label={t('steering.progress.loading')} />;
  return <Compared task={task} progress={query.data.progress} />;
}

function Compared({ task, progress }: { task: TaskHeader; progress: Progress }) {
  const t = useTranslations('steering.progress');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const here = task.totalRows - task.withoutJobId;
  const lines = LINES.map(({ count, status }) => ({
    count,
    there: progress[count],
    here: status === null ? here : (task.statusCounts[status] ?? 0),
  }));
  const isBehind = lines.some((line) => line.count !== 'total_jobs' && line.there !== line.here);
  return (
    <>
      <Table className={classes.table} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('status')}</Table.Th>
            <Table.Th ta="end">{t('there')}</Table.Th>
            <Table.Th ta="end">{t('here')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.count} data-differs={line.there !== line.here || undefined}>
              <Table.Th scope="row">{t(`counts.${line.count}`)}</Table.Th>
              <Table.Td ta="end">{number(line.there)}</Table.Td>
              <Table.Td ta="end">{number(line.here)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ul className={classes.why}>
        {progress.total_jobs !== here && (
          <li>{t('totalDiffers', { there: number(progress.total_jobs), here: number(here) })}</li>
        )}
        {task.withoutJobId > 0 && <li>{t('withoutId', { rows: number(task.withoutJobId) })}</li>}
        {isBehind && <li>{t('behind')}</li>}
        {!isBehind && progress.total_jobs === here && <li>{t('same')}</li>}
      </ul>
    </>
  );
}
