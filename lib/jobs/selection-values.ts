import { CALL_RESULT_GROUPS, CALL_STATUSES } from '@/lib/values/provider-words';

// The closed lists of a selection, apart from its schema: the browser reads an address without zod (31 KB).

export const JOB_TABS = ['jobs', 'without-id'] as const;
/** The rows that can be refreshed, or those without a `call_job_id`. */
export type JobTab = (typeof JOB_TABS)[number];

/** What rows can be ordered by; `due` is the next follow-up, the others are times and numbers of the latest call. */
export const SORT_KEYS = [
  ...(['id', 'planned', 'called', 'duration', 'attempts'] as const),
  ...(['changed', 'checked', 'due'] as const),
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** `none`: the row has no status; `other`: one that the provider has added since. */
export const STATUS_CHOICES = [...CALL_STATUSES, 'none', 'other'] as const;
export const RESULT_CHOICES = [...CALL_RESULT_GROUPS, 'none', 'other'] as const;
export const INTEREST_CHOICES = ['interested', 'not_interested', 'unsure', 'unknown'] as const;
/** Overdue: due before today, as on the list of follow-ups; done: there is one and nothing is planned. */
export const FOLLOW_CHOICES = ['none', 'due', 'overdue', 'done'] as const;
/** What the newest check of the row said; `never`: there was none. */
export const VERDICT_CHOICES = [
  ...(['updated', 'unchanged', 'not_returned', 'superseded', 'invalid', 'never'] as const),
] as const;
export const RECORDING_CHOICES = ['yes', 'no'] as const;
export const TIME_PRESETS = ['today', 'yesterday', '7d', '30d'] as const;

/** What is counted beside each choice. */
export const FACETS = ['status', 'result', 'grade', 'follow', 'interest', 'verdict', 'recording'] as const;
export type Facet = (typeof FACETS)[number];

/** The keys of a filter in the order in which an address has them. */
export const FILTER_KEYS = [
  ...FACETS,
  ...(['owner', 'label', 'due', 'planned', 'called', 'changed', 'checked', 'duration', 'attempts'] as const),
  ...(['hour', 'caller', 'script'] as const),
  ...(['receipt', 'q', 'words', 'by', 'part', 'match'] as const),
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** How many rows have each value, under the filters of every other facet: `status: { Failed: 12 }`. */
export type FacetCounts = Record<Facet, Record<string, number>>;
