import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { ListTableHead } from '@/components/ui/list/list-table-head';

import { TASK_COLUMNS } from './task-columns';
import classes from './task-table.module.css';

const WIDTHS = {
  name: '70%',
  state: 56,
  progress: '100%',
  jobs: 40,
  rate: 40,
  followUps: 56,
  lastRefresh: 64,
  created: 110,
} as const;

/** The task list's shape while it is read. */
export function TaskTableSkeleton({ rows = 10 }: { rows?: number }) {
  const t = useTranslations('tasks');
  return (
    <>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <table className={classes.table} aria-hidden>
        <ListTableHead columns={TASK_COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row} className={classes.row}>
              {TASK_COLUMNS.map((column) => (
                <td key={column} className={classes[column]}>
                  <Skeleton
                    height={12}
                    width={WIDTHS[column]}
                    my={13}
                    ml={column === 'jobs' ? 'auto' : undefined}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
