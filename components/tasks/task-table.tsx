import { useLocale, useTranslations } from 'next-intl';

import { AboveRowLink } from '@/components/ui/list/above-row-link';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { RowLink } from '@/components/ui/list/row-link';
import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskListItem } from '@/lib/tasks/schemas';

import { StatusProgress } from './status-progress';
import { TaskStateBadge } from './task-state';
import { TASK_COLUMNS } from './task-columns';
import classes from './task-table.module.css';

/** The organization's tasks, a row each; the whole row is the task's link. */
export function TaskTable({ tasks }: { tasks: TaskListItem[] }) {
  const t = useTranslations('tasks');
  return (
    <div className={listClasses.frame}>
      <table className={classes.table} role="table" aria-label={t('caption')}>
        <ListTableHead columns={TASK_COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
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
      <td role="cell" className={classes.lastRefresh} data-label={t('columns.lastRefresh')}>
        <LastRefresh task={task} />
      </td>
      <td role="cell" className={classes.created} data-label={t('columns.created')}>
        {task.createdAt && <Time time={task.createdAt} precision="minute" />}
        {task.createdBy && <div className={classes.minor}>{task.createdBy}</div>}
      </td>
    </tr>
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
