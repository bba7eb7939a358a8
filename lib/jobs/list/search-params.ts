import {
  createLoader,
  createParser,
  createSerializer,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

import { type DbId, readDbId } from '@/lib/values/db-id';

import { FILTER_KEYS, type FilterKey, JOB_TABS } from '../selection-values';
import { PAGE_SIZES, type PageSize } from './page-sizes';

/** Far above any real page; the server clamps to the last page there is. */
const MAX_PAGE = 1_000_000;

const pageParser = createParser({
  parse: (text) => (/^[1-9]\d*$/.test(text) ? Math.min(Number(text), MAX_PAGE) : null),
  serialize: String,
});

const sizeParser = createParser<PageSize>({
  parse: (text) => PAGE_SIZES.find((size) => String(size) === text) ?? null,
  serialize: String,
});

/** A row's id as `?job=` holds it. */
export const jobParser = createParser<DbId>({ parse: readDbId, serialize: String });

/** Filter and sort as they stand in the address: the server says what it does not know of them. */
const filterParams = Object.fromEntries(FILTER_KEYS.map((key) => [key, parseAsString])) as Record<
  FilterKey,
  typeof parseAsString
>;

/** The keys of an address that say which rows are meant, and in which order. */
export const SELECTION_KEYS = [...FILTER_KEYS, 'sort'] as const;
export type SelectionTexts = Record<(typeof SELECTION_KEYS)[number], string | null>;

/** Filter and sort as one text for addresses and keys: '' for every row in id order. */
export function selectionText(texts: SelectionTexts): string {
  const query = new URLSearchParams();
  for (const key of SELECTION_KEYS) {
    const value = texts[key];
    if (value) query.set(key, value);
  }
  return query.toString();
}

/** The same by its keys. */
export function selectionTexts(selection: string): SelectionTexts {
  const query = new URLSearchParams(selection);
  return Object.fromEntries(SELECTION_KEYS.map((key) => [key, query.get(key)])) as SelectionTexts;
}

/**
 * The address of a task's page: `/tasks/54?page=2&size=20&status=Failed&sort=-called`. `job` is the row whose drawer is
 * open. What cannot be understood counts as not given, filter and sort aside. Also loads in the browser.
 */
export const jobsSearchParams = {
  ...filterParams,
  sort: parseAsString,
  page: pageParser.withDefault(1),
  size: sizeParser.withDefault(PAGE_SIZES[0]),
  tab: parseAsStringLiteral(JOB_TABS).withDefault('jobs'),
  job: jobParser,
  /** The saved view that the filters come from; alone in an address it is opened. `all`: none, whatever a task begins with. */
  view: parseAsString,
};

export const loadJobsSearch = createLoader(jobsSearchParams);
export const serializeJobsSearch = createSerializer(jobsSearchParams);
