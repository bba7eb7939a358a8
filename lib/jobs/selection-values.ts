// The closed lists of a selection, apart from its schema: the browser reads an address without zod (31 KB).

export const JOB_TABS = ['jobs', 'without-id'] as const;
/** The rows that can be refreshed, or those without a `call_job_id`. */
export type JobTab = (typeof JOB_TABS)[number];

export const SORT_KEYS = ['id'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
