import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Route } from 'next';
import Link from 'next/link';

import listClasses from './list-table.module.css';

export type HeadSort = { href: string; shown: 'ascending' | 'descending' | null };

/** The names of a list's columns. The roles are written out, because a phone's cards take a table's meaning away. */
export function ListTableHead<C extends string>({
  columns,
  classes,
  name,
  sortOf,
}: {
  columns: readonly C[];
  /** The list's own stylesheet: a class for each column, where it has one. */
  classes: Readonly<Record<string, string>>;
  name: (column: C) => string;
  /** Where a click on the name leads, and how the list is sorted by the column; null: it cannot be. */
  sortOf?: (column: C) => HeadSort | null;
}) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => {
          const sort = sortOf?.(column);
          return (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className={classes[column]}
              aria-sort={sort?.shown ?? undefined}
            >
              {sort ? (
                <Link href={sort.href as Route} className={listClasses.sort} scroll={false}>
                  {name(column)}
                  {sort.shown === 'ascending' && <IconArrowUp size={12} stroke={2} aria-hidden />}
                  {sort.shown === 'descending' && <IconArrowDown size={12} stroke={2} aria-hidden />}
                </Link>
              ) : (
                name(column)
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
