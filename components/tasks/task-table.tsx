import { IconAlertTriangle } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';

import { AboveRowLink } from '@/components/ui/list/above-row-link';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { RowLink } from '@/components/ui/list/row-link';
import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { formatNumber, formatPercent } from '@/lib/i18n/format';
import { type Contradiction, contradictionsOf } from '@/lib/tasks/contradictions';
import type { TaskListItem } from '@/lib/tasks/schemas';
import type { TaskSort } from '@/lib/tasks/search-params';

import { StatusProgress } from './status-progress';
import { TaskStateBadge } from './task-state';
import { TASK_COLUMN_SORTS, TASK_COLUMNS } from './task-columns';
import classes from './task-table.module.css';

/** The jobs that deny what their task says of itself. */
const DENIED_BY: Record<Contradiction['kind'], string> = {
  unfinishedJobs: 'status=Drafted,Scheduling,Executing,Paused,other',
  overdue: 'follow=overdue',
  due: 'follow=due',
};

/** The organization's tasks, a row each; the whole row is the task's link. */
export function TaskTable({
  tasks,
  sort,
  hrefOfSort,
}: {
  tasks: TaskListItem[];
  sort: TaskSort | null;
  hrefOfSort: (sort: TaskSort | null) => string;
}) {
  const t = useTranslations('tasks');
  return (
    <div className={listClasses.frame}>
      <table className={classes.table} role="table" aria-label={t('caption')}>
        <ListTableHead
          columns={TASK_COLUMNS}
          classes={classes}
          name={(column) => t(`columns.${column}`)}
          sortOf={(column) => {
            const key = TASK_COLUMN_SORTS[column];
            if (!key) return null;
            const shown = sort === `-${key}` ? 'descending' : sort === key ? 'ascending' : null;
            // The most comes first; a third click leads back to the newest.
            const next = shown === null ? (`-${key}` as const) : shown === 'descending' ? key : null;
            return { href: hrefOfSort(next), shown };
          }}
        />
        <tbody role="rowgroup">
          {tasks.map((task) => (
            <TaskTableRow key={task.id} task={task} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TaskTableRow({ task }: { task: TaskListItem }) {
  const t = useTranslations('tasks');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  return (
    <tr role="row" className={classes.row}>
      <td role="cell" className={classes.name}>
        <RowLink href={`/tasks/${task.id}`} className={classes.link}>
          {task.name || t('unnamed')}
        </RowLink>
        <div className={classes.minor}>{t('id', { id: task.id })}</div>
      </td>
      <td role="cell" className={classes.state}>
        <TaskStateBadge type={task.type} />
        <Contradictions task={task} />
      </td>
      <td role="cell" className={classes.progress}>
        <AboveRowLink>
          <StatusProgress counts={task.statusCounts} />
        </AboveRowLink>
      </td>
      <td role="cell" className={classes.jobs} data-label={t('columns.jobs')}>
        <span>{number(task.totalRows)}</span>
        {task.withoutJobId > 0 && (
          <AboveRowLink className={classes.minor} title={t('withoutJobIdHint')}>
            {t('withoutJobId', { count: number(task.withoutJobId) })}
          </AboveRowLink>
        )}
      </td>
      <td role="cell" className={classes.rate} data-label={t('columns.rate')}>
        <Rate counts={task.counts} />
      </td>
      <td role="cell" className={classes.followUps} data-label={t('columns.followUps')}>
        <FollowUps task={task} />
      </td>
      <td role="cell" className={classes.lastRefresh} data-label={t('columns.lastRefresh')}>
        <LastRefresh task={task} />
        <LastRun task={task} />
      </td>
      <td role="cell" className={classes.created} data-label={t('columns.created')}>
        {task.createdAt && <Time time={task.createdAt} precision="minute" />}
        {task.createdBy && <div className={classes.minor}>{task.createdBy}</div>}
      </td>
    </tr>
  );
}

function Contradictions({ task }: { task: TaskListItem }) {
  const t = useTranslations('tasks.contradictions');
  const locale = useLocale();
  return contradictionsOf(task).map(({ kind, count }) => (
    <RowLink key={kind} href={`/tasks/${task.id}?${DENIED_BY[kind]}`} className={classes.denied}>
      <IconAlertTriangle size={12} stroke={1.8} aria-hidden />
      {t(kind, { count: formatNumber(count, locale) })}
    </RowLink>
  ));
}

function Rate({ counts: { dialled, connected } }: Pick<TaskListItem, 'counts'>) {
  const t = useTranslations('tasks');
  const locale = useLocale();
  if (dialled === 0) return <span className={classes.minor}>{t('noRate')}</span>;
  return (
    <>
      <span>{formatPercent(connected, dialled)}</span>
      <div className={classes.minor}>
        {t('rateOf', { connected: formatNumber(connected, locale), dialled: formatNumber(dialled, locale) })}
      </div>
    </>
  );
}

function FollowUps({ task: { id, counts } }: { task: TaskListItem }) {
  const t = useTranslations('tasks');
  const locale = useLocale();
  const { due, overdue } = counts;
  if (due + overdue === 0) return <span className={classes.minor}>{t('noneDue')}</span>;
  return (
    <>
      {overdue > 0 && (
        <RowLink href={`/tasks/${id}?follow=overdue`} className={classes.inner}>
          <span className={classes.failed}>{t('overdue', { count: formatNumber(overdue, locale) })}</span>
        </RowLink>
      )}
      {due > 0 && (
        <div className={classes.minor}>
          <RowLink href={`/tasks/${id}?follow=due`} className={classes.inner}>
            {t('due', { count: formatNumber(due, locale) })}
          </RowLink>
        </div>
      )}
    </>
  );
}

/** The newest run of the whole task, or how it is kept true by itself. */
function LastRun({ task: { id, lastRun, keptWithinMinutes } }: { task: TaskListItem }) {
  const t = useTranslations('tasks');
  return (
    <>
      {lastRun && (
        <div className={classes.minor}>
          <RowLink href={`/tasks/${id}/runs/${lastRun.runId}`} className={classes.inner}>
            {t('run')} <TimeAgo time={lastRun.at} />
          </RowLink>
        </div>
      )}
      {keptWithinMinutes !== null && (
        <div className={classes.minor}>{t('kept', { minutes: keptWithinMinutes })}</div>
      )}
    </>
  );
}

function LastRefresh({ task: { id, lastRefresh } }: { task: TaskListItem }) {
  const t = useTranslations('tasks');
  if (!lastRefresh) return <span className={classes.minor}>{t('neverRefreshed')}</span>;
  return (
    <>
      <RowLink href={`/tasks/${id}/receipts/${lastRefresh.receiptId}`} className={classes.inner}>
        <TimeAgo time={lastRefresh.at} />
      </RowLink>
      {lastRefresh.errorCode === null ? (
        <div className={classes.minor}>{lastRefresh.by}</div>
      ) : (
        <AboveRowLink
          className={classes.minor}
          title={t('refreshFailedHint', { code: lastRefresh.errorCode })}
        >
          <span className={classes.failed}>{t('refreshFailed')}</span> {lastRefresh.by}
        </AboveRowLink>
      )}
    </>
  );
}
