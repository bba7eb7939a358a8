import { type ColumnKey, inOrder, isAt, type TableLayout, type TablePlace } from '@/lib/views/columns';

// Changes of a layout, each a new one.

/** Shows a column behind the others, or hides it. The lead names its row: it always shows. */
export function toggleColumn(layout: TableLayout, key: ColumnKey): TableLayout {
  const { columns } = layout;
  const isShown = columns.some((column) => column.key === key);
  return {
    ...layout,
    columns: isShown
      ? columns.filter((column) => column.key !== key || key === 'lead')
      : [...columns, { key }],
  };
}

/** One place up or down, over what does not show there; a pinned column among the pinned ones. */
export function stepColumn(
  layout: TableLayout,
  key: ColumnKey,
  step: -1 | 1,
  place: TablePlace = 'all',
): TableLayout {
  const columns = [...layout.columns];
  const at = columns.findIndex((column) => column.key === key);
  let to = at + step;
  for (let over = columns[to]; over && !isAt(place, over.key); over = columns[to]) to += step;
  const [one, other] = [columns[at], columns[to]];
  if (!one || !other || other.key === 'lead' || one.key === 'lead') return layout;
  columns[at] = other;
  columns[to] = one;
  return { ...layout, columns: inOrder(columns) };
}

/** In the place of another one, which makes room; over a pinned one it is pinned as well. */
export function moveColumn(layout: TableLayout, key: ColumnKey, to: ColumnKey): TableLayout {
  const moved = layout.columns.find((column) => column.key === key);
  const target = layout.columns.findIndex((column) => column.key === to);
  const from = layout.columns.findIndex((column) => column.key === key);
  const other = layout.columns[target];
  if (!moved || !other || key === 'lead' || to === 'lead' || key === to) return layout;
  const { pinned: _pinned, ...rest } = moved;
  const columns = layout.columns.filter((column) => column.key !== key);
  const at = columns.findIndex((column) => column.key === to) + (from < target ? 1 : 0);
  columns.splice(at, 0, other.pinned ? { ...rest, pinned: true } : rest);
  return { ...layout, columns: inOrder(columns) };
}

/** Keeps a column in sight beside the lead, or lets it scroll with the others. */
export function pinColumn(layout: TableLayout, key: ColumnKey): TableLayout {
  const columns = layout.columns.map((column) => {
    if (column.key !== key || key === 'lead') return column;
    const { pinned, ...rest } = column;
    return pinned ? rest : { ...rest, pinned: true as const };
  });
  return { ...layout, columns: inOrder(columns) };
}

/** @param width null: as wide as it is by itself */
export function resizeColumn(layout: TableLayout, key: ColumnKey, width: number | null): TableLayout {
  const columns = layout.columns.map((column) => {
    if (column.key !== key) return column;
    const { width: _width, ...rest } = column;
    return width === null ? rest : { ...rest, width };
  });
  return { ...layout, columns };
}
