import { useTranslations } from 'next-intl';

import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';

/** The columns' names, with what each time means on hover: three clocks stand side by side. */
export function JobsTableHead({ columns }: { columns: readonly JobColumn[] }) {
  const t = useTranslations('jobs');
  const hints: Partial<Record<JobColumn, string>> = {
    checked: t('hints.checked'),
    changed: t('hints.changed'),
    provider: t('hints.provider'),
  };
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th key={column} role="columnheader" scope="col" className={classes[column]} title={hints[column]}>
            {t(`columns.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
