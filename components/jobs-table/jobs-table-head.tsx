import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';

import type { SortKey } from '@/lib/jobs/selection-values';

import { Pick } from './bulk/pick';
import type { ShownColumn } from './columns/column-model';
import { ResizeHandle } from './columns/resize-handle';
import { useColumnName } from './columns/use-column-name';
import { useDraggedColumn } from './columns/use-dragged-column';
import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';

export type SortLink = { href: string; onClick: (event: MouseEvent) => void };

/** What a head may do to its columns. */
export type ColumnTools = {
  /** Null: as wide as it is by itself. */
  resize: (key: JobColumn, width: number | null) => void;
  /** Puts a column in the place of another one. */
  move: (key: JobColumn, to: JobColumn) => void;
};

/** What each column is sorted by, where it can be; the newest, longest or next due first. */
const SORTS: Partial<Record<JobColumn, { key: SortKey; first: 'asc' | 'desc' }>> = {
  checked: { key: 'checked', first: 'desc' },
  planned: { key: 'planned', first: 'desc' },
  duration: { key: 'duration', first: 'desc' },
  attempts: { key: 'attempts', first: 'desc' },
  changed: { key: 'changed', first: 'desc' },
  provider: { key: 'called', first: 'desc' },
  followUp: { key: 'due', first: 'asc' },
  due: { key: 'due', first: 'asc' },
};

/** The columns' names, with what each time means on hover: three clocks stand side by side. A name sorts by its column. */
export function JobsTableHead({
  columns,
  sort,
  pick,
  tools,
}: {
  columns: readonly ShownColumn[];
  sort?: { text: string | null; link: (text: string | null) => SortLink } | undefined;
  /** Chooses all rows of the page. */
  pick?: { checked: boolean; partly: boolean; onPick: () => void } | undefined;
  /** Absent: the columns are as they are. */
  tools?: ColumnTools | undefined;
}) {
  const t = useTranslations('jobs');
  const nameOf = useColumnName();
  const dragged = useDraggedColumn(tools?.move);
  const hints: Partial<Record<JobColumn, string>> = {
    checked: t('hints.checked'),
    changed: t('hints.changed'),
    provider: t('hints.provider'),
  };
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ key, className, style, width, cardOnly }, place) => {
          const sortable = sort && SORTS[key];
          const words = nameOf(key);
          const cell = {
            role: 'columnheader',
            scope: 'col',
            className,
            style,
            title: hints[key] ?? words,
            ...(key !== 'lead' && dragged(key)),
          } as const;
          const handle = tools && !cardOnly && (
            <ResizeHandle place={place} width={width} onResize={(to) => tools.resize(key, to)} />
          );
          if (!sortable) {
            return (
              <th key={key} {...cell}>
                {key === 'lead' && pick && <Pick label={t('pickPage')} {...pick} />}
                {words}
                {handle}
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
            <th key={key} {...cell} aria-sort={shown}>
              <a className={classes.sort} draggable={false} {...sort.link(next)}>
                {words}
                {shown === 'ascending' && <IconArrowUp size={12} stroke={2} aria-hidden />}
                {shown === 'descending' && <IconArrowDown size={12} stroke={2} aria-hidden />}
              </a>
              {handle}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
