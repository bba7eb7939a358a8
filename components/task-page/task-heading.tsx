'use client';

import { IconChevronLeft } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';

import { ScheduleLine } from '@/components/schedule/schedule-line';
import { SteerMenu } from '@/components/steering/steer-menu';
import { StatusProgress } from '@/components/tasks/status-progress';
import { TaskStateBadge } from '@/components/tasks/task-state';
import { useTasksSearch } from '@/components/tasks/use-tasks-search';
import { CountedAsOf } from '@/components/ui/time/counted-as-of';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskHeader } from '@/lib/tasks/schemas';

import classes from './task-page.module.css';

/** The way back, the task's name and state, how it is kept true, and its progress by call status. */
export function TaskHeading({
  task,
  maySteer,
  maySchedule,
}: {
  task: TaskHeader;
  maySteer: boolean;
  maySchedule: boolean;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const [search] = useTasksSearch();
  return (
    <div className={classes.top}>
      <div className={classes.heading}>
        <div className={classes.name}>
          <div className={classes.line}>
            <Link
              href={{ pathname: '/tasks', search }}
              className={classes.back}
              aria-label={t('jobs.back')}
              title={t('jobs.back')}
            >
              <IconChevronLeft size={18} stroke={1.8} />
            </Link>
            <h1 className={classes.title} title={task.name ?? undefined}>
              {task.name || t('tasks.unnamed')}
            </h1>
            <TaskStateBadge type={task.type} />
            <span className={classes.note}>
              {t('jobs.count', { count: formatNumber(task.totalRows, locale) })} ·{' '}
              {t('tasks.id', { id: task.id })}
              <CountedAsOf time={task.countedAsOf} />
            </span>
            <SteerMenu task={task} maySteer={maySteer} />
          </div>
          <ScheduleLine taskId={task.id} maySchedule={maySchedule} />
        </div>
        <div className={classes.progress}>
          <StatusProgress counts={task.statusCounts} />
        </div>
      </div>
    </div>
  );
}
