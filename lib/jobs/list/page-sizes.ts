// Apart from the schemas, so that a page of the browser that needs only this does without zod (31 KB).

/** The page sizes that the screen offers: the largest is one provider call. */
export const PAGE_SIZES = [20, 50, 99] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

/** Rows that are refreshed at once where they are chosen one by one. */
export const MOST_REFRESHED = PAGE_SIZES[2];
