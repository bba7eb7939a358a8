import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';

import type { SortKey } from '@/lib/jobs/selection-values';

import { Pick } from './bulk/pick';
import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';

export type SortLink = { href: string; onClick: (event: MouseEvent) => void };

/** What each column is sorted by, where it can be; the newest, longest or next due first. */
const SORTS: Partial<Record<JobColumn, { key: SortKey; first: 'asc' | 'desc' }>> = {
  checked: { key: 'checked', first: 'desc' },
  planned: { key: 'planned', first: 'desc' },
  duration: { key: 'duration', first: 'desc' },
  changed: { key: 'changed', first: 'desc' },
  provider: { key: 'called', first: 'desc' },
  followUp: { key: 'due', first: 'asc' },
};

/** The columns' names, with what each time means on hover: three clocks stand side by side. A name sorts by its column. */
export function JobsTableHead({
  columns,
  sort,
  pick,
}: {
  columns: readonly JobColumn[];
  sort?: { text: string | null; link: (text: string | null) => SortLink } | undefined;
  /** Chooses all rows of the page. */
  pick?: { checked: boolean; partly: boolean; onPick: () => void } | undefined;
}) {
  const t = useTranslations('jobs');
  const hints: Partial<Record<JobColumn, string>> = {
    checked: t('hints.checked'),
    changed: t('hints.changed'),
    provider: t('hints.provider'),
  };
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => {
          const sortable = sort && SORTS[column];
          const words = t(`columns.${column}`);
          if (!sortable) {
            return (
              <th
                key={column}
                role="columnheader"
                scope="col"
                className={classes[column]}
                title={hints[column]}
              >
                {column === 'lead' && pick && <Pick label={t('pickPage')} {...pick} />}
                {words}
              </th>
            );
          }
          const up = sortable.key;
          const down = `-${up}`;
          const [first, second] = sortable.first === 'asc' ? [up, down] : [down, up];
          const shown = sort.text === up ? 'ascending' : sort.text === down ? 'descending' : undefined;
          // A third click leads back to the order of the task.
          const next = sort.text === first ? second : sort.text === second ? null : first;
          return (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className={classes[column]}
              title={hints[column]}
              aria-sort={shown}
            >
              <a className={classes.sort} {...sort.link(next)}>
                {words}
                {shown === 'ascending' && <IconArrowUp size={12} stroke={2} aria-hidden />}
                {shown === 'descending' && <IconArrowDown size={12} stroke={2} aria-hidden />}
              </a>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
