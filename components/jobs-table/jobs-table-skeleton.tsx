import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { JobsTableHead } from './jobs-table-head';
import { JOB_COLUMNS, type JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';

const WIDTHS: Partial<Record<JobColumn, string>> = { recording: '20px', conversation: '85%', lead: '90%' };

/** The table's shape while its rows are read. */
export function JobsTableSkeleton({
  rows = 20,
  columns = JOB_COLUMNS,
}: {
  rows?: number;
  columns?: readonly JobColumn[];
}) {
  const t = useTranslations('jobs');
  return (
    <div className={classes.scroller}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <table className={classes.table} data-columns={columns.length} aria-hidden>
        <JobsTableHead columns={columns} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row} className={classes.row}>
              {columns.map((column) => (
                <td key={column} className={classes[column]}>
                  <Skeleton height={10} width={WIDTHS[column] ?? '70%'} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
