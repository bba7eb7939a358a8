// Of a table that is brought in. Also loads in the browser.

export const MOST_BYTES = 10 * 1024 * 1024;
export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 100;
/** Characters of one cell that is kept. */
export const LONGEST_CELL = 200;
/** Rows and bytes of one request. */
export const ROWS_A_REQUEST = 500;
export const BYTES_A_REQUEST = 512 * 1024;
