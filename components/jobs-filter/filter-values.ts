import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { FILTER_KEYS, type FilterKey } from '@/lib/jobs/selection-values';

/** How words are looked for: nothing without them, and gone with them. */
const WORD_WAYS: readonly FilterKey[] = ['by', 'part', 'match'];

/** The filters that are set, in the order of the address. */
export function activeFilters({ texts }: Pick<JobsAddress, 'texts'>): { key: FilterKey; text: string }[] {
  return FILTER_KEYS.flatMap((key) => {
    const text = texts[key];
    return text && !WORD_WAYS.includes(key) ? [{ key, text }] : [];
  });
}

/** An address change that sets one filter; another filter begins at its first page. */
export function withFilter(key: FilterKey, text: string | null) {
  const ways = key === 'words' && !text ? { by: null, part: null, match: null } : {};
  return { [key]: text || null, ...ways, page: 1 };
}

export const WITHOUT_FILTERS = {
  ...(Object.fromEntries(FILTER_KEYS.map((key) => [key, null])) as Record<FilterKey, null>),
  page: 1,
};

/** A list with one value more, or one less. */
export function toggled(text: string | null, value: string): string {
  const values = text ? text.split(',') : [];
  return (values.includes(value) ? values.filter((one) => one !== value) : [...values, value]).join(',');
}
