import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { JobsTableHead } from './jobs-table-head';
import type { TableModel } from './columns/column-model';
import widths from './columns/widths.module.css';
import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';

const WIDTHS: Partial<Record<JobColumn, string>> = { recording: '20px', conversation: '85%', lead: '90%' };

/** The table's shape while its rows are read. */
export function JobsTableSkeleton({ rows = 20, model }: { rows?: number; model: TableModel }) {
  const t = useTranslations('jobs');
  return (
    <div className={classes.scroller} data-density={model.density}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <table className={`${classes.table} ${widths.widths}`} style={model.style} aria-hidden>
        <JobsTableHead columns={model.columns} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row} className={classes.row}>
              {model.columns.map(({ key, className, style }) => (
                <td key={key} className={className} style={style}>
                  <Skeleton height={10} width={WIDTHS[key] ?? '70%'} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
