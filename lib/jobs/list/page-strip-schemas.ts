/** What is true of a row, the first that applies; a strip's shares add up to its rows. */
export const STRIP_SHARES = ['failed', 'never', 'changed', 'stale', 'unfinished', 'settled'] as const;
export type StripShare = (typeof STRIP_SHARES)[number];

/** So many cells at most: one a page, or one a hundredth of the pages. */
export const MOST_CELLS = 100;
/** `changed`: within so many minutes. `stale`: not final, and not checked for so many. */
export const CHANGED_MINUTES = 10;
export const STALE_MINUTES = 60;

/** One page of a whole task in id order, or several that follow each other. */
export type StripCell = { fromPage: number; toPage: number; rows: number } & Record<StripShare, number>;

export type PageStrip = {
  pageSize: number;
  totalPages: number;
  totalRows: number;
  /** Null: too many rows to be read without the index of jobs, which is not there. */
  cells: StripCell[] | null;
  /** The shares are of a sample; what has just changed is counted all the same. */
  sampled: boolean;
  /** As of when the index knows other programs' writes, ISO UTC; null: it is true now. */
  asOf: string | null;
};

/** The cell that a page lies in, counted from 0. */
export function cellOf(page: number, totalPages: number): number {
  const cells = Math.min(MOST_CELLS, totalPages);
  return Math.floor(((page - 1) * cells) / totalPages);
}

/** First and last page of a cell. */
export function pagesOf(cell: number, totalPages: number): { fromPage: number; toPage: number } {
  const cells = Math.min(MOST_CELLS, totalPages);
  return {
    fromPage: Math.ceil((cell * totalPages) / cells) + 1,
    toPage: Math.ceil(((cell + 1) * totalPages) / cells),
  };
}
