import type { z } from 'zod';

import type { DbId } from '@/lib/values/db-id';

import { DEFAULT_SORT, type filterInput, type JobSort, type selectionQuery } from './selection-input';
import { FILTER_KEYS, type JobTab } from './selection-values';

/** What is asked of the rows; a key that is absent asks for nothing. */
export type JobFilter = z.infer<z.ZodObject<typeof filterInput>>;

/** One task by its id; all tasks of the organization; or the task of the row that is asked about. */
export type SelectionScope = DbId | 'all-tasks' | 'own-task';

export function isOneTask(scope: SelectionScope): scope is DbId {
  return scope !== 'all-tasks' && scope !== 'own-task';
}

/**
 * Which rows a person means, and in which order: what list, counts, neighbours, place, next recording, refresh and
 * receipts share. `select-rows.ts` makes it SQL.
 */
export type Selection = { scope: SelectionScope; tab: JobTab; filter: JobFilter; sort: JobSort };

/** One page of a selection: a position in its order. */
export type SelectedPage = { selection: Selection; page: number; pageSize: number };

export function toSelection(
  scope: SelectionScope,
  { tab, sort, ...filter }: z.infer<z.ZodObject<typeof selectionQuery>>,
): Selection {
  return { scope, tab, filter, sort };
}

/** Every row of a task that can be refreshed, in id order. */
export function wholeTask<Scope extends DbId | 'own-task'>(scope: Scope): Selection & { scope: Scope } {
  return { scope, tab: 'jobs', filter: {}, sort: DEFAULT_SORT };
}

/** Whether a selection is that: the one whose pages the contract of `POST /query-task-execution` knows. */
export function isWholeTask({ scope, ...selection }: Selection): boolean {
  return scope !== 'all-tasks' && selectionAddress({ scope, ...selection }) === '';
}

function textOf(value: NonNullable<JobFilter[keyof JobFilter]>): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return value.text;
  return value.map((one) => (typeof one === 'string' ? one : `${one.name}:${one.value}`)).join(',');
}

/** The selection's part of an address as one text that equal selections share; '' for a whole task in id order. */
export function selectionAddress({ tab, filter, sort }: Selection): string {
  const query = new URLSearchParams();
  if (tab !== 'jobs') query.set('tab', tab);
  for (const key of FILTER_KEYS) {
    const value = filter[key];
    if (value !== undefined) query.set(key, textOf(value));
  }
  if (sort.key !== 'id' || sort.descending) query.set('sort', `${sort.descending ? '-' : ''}${sort.key}`);
  return query.toString();
}
