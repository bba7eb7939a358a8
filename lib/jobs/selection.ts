import { z } from 'zod';

import { JOB_TABS, type JobTab, SORT_KEYS, type SortKey } from './selection-values';

/** What is asked of the rows; a key that is absent asks for nothing. */
export type JobFilter = Readonly<Record<string, never>>;

/** The column that the rows are ordered by; rows that are equal in it are in id order. */
export type JobSort = { key: SortKey; descending: boolean };

/** One task by its id; all tasks of the organization; or the task of the row that is asked about. */
export type SelectionScope = number | 'all-tasks' | 'own-task';

/**
 * Which rows a person means, and in which order: what list, counts, neighbours, place, next recording, refresh and
 * receipts share. `select-rows.ts` makes it SQL.
 */
export type Selection = {
  scope: SelectionScope;
  tab: JobTab;
  filter: JobFilter;
  sort: JobSort;
};

/** One page of a selection: a position in its order. */
export type SelectedPage = { selection: Selection; page: number; pageSize: number };

export const DEFAULT_SORT: JobSort = { key: 'id', descending: false };

const sortText = z.enum(SORT_KEYS.flatMap((key) => [key, `-${key}`] as const)).transform((text): JobSort => {
  const descending = text.startsWith('-');
  return { key: (descending ? text.slice(1) : text) as SortKey, descending };
});

/** The selection's part of an address's `?…`, its task apart: `?tab=jobs&sort=-id`. What is not known is refused. */
export const selectionQuery = {
  tab: z.enum(JOB_TABS).default('jobs'),
  sort: sortText.default(DEFAULT_SORT),
};

type SelectionQuery = { tab: JobTab; sort: JobSort };

export function toSelection(scope: SelectionScope, { tab, sort }: SelectionQuery): Selection {
  return { scope, tab, filter: {}, sort };
}

/** Every row of a task that can be refreshed, in id order. */
export function wholeTask<Scope extends number | 'own-task'>(scope: Scope): Selection & { scope: Scope } {
  return { scope, tab: 'jobs', filter: {}, sort: DEFAULT_SORT };
}

/** Whether a selection is that: the one whose pages the contract of `POST /query-task-execution` knows. */
export function isWholeTask({ scope, ...selection }: Selection): boolean {
  return scope !== 'all-tasks' && selectionAddress({ scope, ...selection }) === '';
}

/** The selection's part of an address as one text that equal selections share; '' for a whole task in id order. */
export function selectionAddress({ tab, sort }: Selection): string {
  const query = new URLSearchParams();
  if (tab !== 'jobs') query.set('tab', tab);
  if (sort.key !== 'id' || sort.descending) query.set('sort', `${sort.descending ? '-' : ''}${sort.key}`);
  return query.toString();
}
