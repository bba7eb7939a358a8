import {
  createLoader,
  createParser,
  createSerializer,
  parseAsInteger,
  parseAsStringLiteral,
} from 'nuqs/server';

import { JOB_TABS } from '../selection-values';
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

/**
 * The address of a task's page: `/tasks/54?page=2&size=20`. `job` is the row whose drawer is open. What cannot be
 * understood counts as not given. Also loads in the browser.
 */
export const jobsSearchParams = {
  page: pageParser.withDefault(1),
  size: sizeParser.withDefault(PAGE_SIZES[0]),
  tab: parseAsStringLiteral(JOB_TABS).withDefault('jobs'),
  job: parseAsInteger,
};

export const loadJobsSearch = createLoader(jobsSearchParams);
export const serializeJobsSearch = createSerializer(jobsSearchParams);
