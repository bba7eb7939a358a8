import type { CatalogueIndex, CatalogueTable } from './catalogue';
import type { IndexSpec } from './tables';

export type PlannedIndex = {
  schema: string;
  table: string;
  name: string;
  /** What stands behind `on table`. */
  definition: string;
  /** About how large it will be. */
  bytes: number;
  /** An attempt that ended half-way has left one that nothing uses. */
  replacesInvalid: boolean;
};

/** The provider's longest status has 10 characters; a refresh takes no more than 64. */
const STATUS_LENGTH = 64;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A lead's id is compared as text, so where it is of another type (a number, char(n)) the index has to be on its text.
 * A status is taken by its beginning: an index entry holds 2,704 bytes at most, and a longer value that another program
 * writes would be refused because of our index.
 */
function keyOf(table: CatalogueTable | null, column: string): string {
  const found = table?.columns.find(({ name }) => name === column);
  if (column === 'call_status' && !found?.isEnum) return `(left(${quoted(column)}, ${STATUS_LENGTH}))`;
  const isText = !found || found.isEnum || /^(?:text|character varying|citext|name)$/.test(found.bareType);
  return column === 'leads_id' && !isText ? `(${quoted(column)}::text)` : quoted(column);
}

/** Index definitions as PostgreSQL and as we spell them, made comparable. */
const normal = (expression: string): string =>
  expression
    .toLowerCase()
    .replaceAll(/::(?:text|bpchar|character varying)/g, '')
    .replaceAll(/[()"\s]/g, '');

function isLike(spec: IndexSpec, table: CatalogueTable, index: CatalogueIndex): boolean {
  if (index.method !== 'btree' || normal(index.where ?? '') !== normal(spec.where ?? '')) return false;
  const wanted = spec.columns.map((column) => keyOf(table, column));
  return wanted.every((key, place) => {
    const has = index.columns[place];
    // An index on a char(n) or number itself does not help a comparison as text.
    const exact = key.endsWith('::text)') ? has?.includes('::text') : true;
    // An installation's own index is on the whole status.
    const same = (one: string) =>
      [key, quoted(spec.columns[place] ?? '')].some((k) => normal(one) === normal(k));
    return exact && has !== undefined && same(has);
  });
}

/** An index of the installation or of ours that serves the same, whatever its name. */
export function findLike(spec: IndexSpec, table: CatalogueTable): CatalogueIndex | null {
  return table.indexes.find((index) => index.valid && isLike(spec, table, index)) ?? null;
}

export function planIndex(spec: IndexSpec, schema: string, table: CatalogueTable | null): PlannedIndex {
  const where = spec.where ? ` where ${spec.where}` : '';
  return {
    schema,
    table: spec.table,
    name: spec.name,
    definition: `(${spec.columns.map((column) => keyOf(table, column)).join(', ')})${where}`,
    bytes: table ? estimate(spec, table) : 0,
    replacesInvalid: table?.indexes.some(({ name, valid }) => name === spec.name && !valid) ?? false,
  };
}

/** An entry is its columns, each padded to 8 bytes, and 12 bytes of its own; pages are nine tenths full. */
function estimate(spec: IndexSpec, table: CatalogueTable): number {
  const column = (name: string) => table.columns.find((one) => one.name === name);
  const width = spec.columns.reduce((sum, name) => sum + Math.ceil((column(name)?.width ?? 16) / 8) * 8, 12);
  const nulls = (name: string) => column(name)?.nullShare ?? 0;
  const share = !spec.where
    ? 1
    : spec.where.startsWith('call_job_id is null')
      ? nulls('call_job_id')
      : 1 - nulls(spec.where.startsWith('leads_follow_id') ? 'leads_follow_id' : 'call_job_id');
  return Math.ceil((table.rows * share * width) / 0.9);
}
