// What a table of jobs can show, and how: plain values that server and browser share.

/** Every column of a job that can be called, in the order in which they are offered. */
export const COLUMN_KEYS = [
  ...(['lead', 'task', 'checked', 'callStatus', 'callResult', 'grade', 'callingNumber', 'planned'] as const),
  ...(['duration', 'attempts', 'changed', 'provider', 'recording', 'conversation'] as const),
  ...(['interest', 'owner', 'due', 'followUp', 'leadsId'] as const),
] as const;
export type FixedColumn = (typeof COLUMN_KEYS)[number];
/** What the robot noted under one of its own names: `label:客户年龄`. */
export type LabelColumn = `label:${string}`;
export type ColumnKey = FixedColumn | LabelColumn;

/** Where a table stands: in one task, or over all tasks, where each row names its task. */
export const TABLE_PLACES = ['task', 'all'] as const;
export type TablePlace = (typeof TABLE_PLACES)[number];

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** `width` in px; absent: as wide as such a column is. Pinned columns stand behind the lead and stay while others scroll. */
export type LayoutColumn = { key: ColumnKey; width?: number; pinned?: true };
/** The shown columns in their order, the lead first. */
export type TableLayout = { columns: LayoutColumn[]; density: Density };

export const WIDTHS = { least: 40, most: 640 } as const;
export const MOST_COLUMNS = 40;
export const MOST_LABEL_NAME = 40;

const TASK_COLUMNS: readonly FixedColumn[] = [
  ...(['lead', 'checked', 'callStatus', 'callResult', 'callingNumber', 'planned', 'duration'] as const),
  ...(['changed', 'provider', 'recording', 'conversation', 'followUp'] as const),
];

export const DEFAULT_LAYOUTS: Record<TablePlace, TableLayout> = {
  task: { columns: TASK_COLUMNS.map((key) => ({ key })), density: 'comfortable' },
  all: {
    columns: TASK_COLUMNS.map((key) => ({ key: key === 'callingNumber' ? 'task' : key })),
    density: 'comfortable',
  },
};

const isFixed = (key: string): key is FixedColumn => COLUMN_KEYS.some((known) => known === key);
export const isLabel = (key: string): key is LabelColumn =>
  key.startsWith('label:') && key.length > 6 && key.length <= 6 + MOST_LABEL_NAME;
export const labelOf = (key: LabelColumn): string => key.slice(6);

/** Whether a table at a place has a column at all: the rows of one task do not name it. */
export const isAt = (place: TablePlace, key: ColumnKey): boolean => key !== 'task' || place === 'all';

/** A layout at a place. One that was made for a task does not name tasks; over all of them each row has to. */
export function layoutAt(place: TablePlace, layout: TableLayout): TableLayout {
  if (place !== 'all' || layout.columns.some(({ key }) => key === 'task')) return layout;
  const [lead, ...rest] = layout.columns;
  return lead ? { ...layout, columns: inOrder([lead, { key: 'task' }, ...rest]) } : layout;
}

/** Whether a place's table always shows a column. */
export const isForced = (place: TablePlace, key: ColumnKey): boolean =>
  key === 'lead' || (key === 'task' && place === 'all');

function readColumn(given: unknown): LayoutColumn | null {
  if (typeof given !== 'object' || given === null || !('key' in given) || typeof given.key !== 'string')
    return null;
  const { key } = given;
  if (!isFixed(key) && !isLabel(key)) return null;
  const width = 'width' in given && typeof given.width === 'number' ? Math.round(given.width) : null;
  return {
    key,
    ...(width !== null && { width: Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)) }),
    ...('pinned' in given && given.pinned === true && key !== 'lead' && { pinned: true as const }),
  };
}

/** The lead first, then what is pinned, each column once. */
export function inOrder(columns: readonly LayoutColumn[]): LayoutColumn[] {
  const seen = new Set<string>();
  const once = columns.filter(({ key }) => !seen.has(key) && seen.add(key));
  const lead = once.find(({ key }) => key === 'lead') ?? { key: 'lead' as const };
  const rest = once.filter(({ key }) => key !== 'lead');
  return [lead, ...rest.filter(({ pinned }) => pinned), ...rest.filter(({ pinned }) => !pinned)];
}

/** A layout as it was kept, by this build or another one: what is not known of it is left out. Null: it is none. */
export function readLayout(given: unknown): TableLayout | null {
  if (typeof given !== 'object' || given === null || !('columns' in given) || !Array.isArray(given.columns))
    return null;
  const columns = given.columns.slice(0, MOST_COLUMNS).flatMap((one: unknown) => readColumn(one) ?? []);
  const density = 'density' in given && given.density === 'compact' ? 'compact' : 'comfortable';
  return { columns: inOrder(columns), density };
}
