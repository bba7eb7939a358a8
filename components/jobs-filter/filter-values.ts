import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { FILTER_KEYS, type FilterKey } from '@/lib/jobs/selection-values';

/** The filters that are set, in the order of the address. */
export function activeFilters({ texts }: Pick<JobsAddress, 'texts'>): { key: FilterKey; text: string }[] {
  return FILTER_KEYS.flatMap((key) => {
    const text = texts[key];
    return text ? [{ key, text }] : [];
  });
}

/** An address change that sets one filter; another filter begins at its first page. */
export function withFilter(key: FilterKey, text: string | null) {
  return { [key]: text || null, page: 1 };
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
