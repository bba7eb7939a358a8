/** The names of a list's columns. The roles are written out, because a phone's cards take a table's meaning away. */
export function ListTableHead<C extends string>({
  columns,
  classes,
  name,
}: {
  columns: readonly C[];
  /** The list's own stylesheet: a class for each column, where it has one. */
  classes: Readonly<Record<string, string>>;
  name: (column: C) => string;
}) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th key={column} role="columnheader" scope="col" className={classes[column]}>
            {name(column)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
