/** Reads the JSON of one of our own routes; the browser's `fetchJson`. */
export type GetJson = <T>(path: string, init?: RequestInit) => Promise<T>;
