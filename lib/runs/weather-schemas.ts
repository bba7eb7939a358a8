/** What a call to the provider was made for: a person who waits, a page, or work that nobody waits for. */
export const CALL_CLASSES = ['person', 'page', 'background'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

export type CallFigures = {
  calls: number;
  /** Calls that the provider answered with success. */
  succeeded: number;
  throttled: number;
  /** Of the calls' durations, in ms; null: there were none. */
  p95Ms: number | null;
};

/** How the provider answered the organization within the last hour, by its receipts, and what may be asked now. */
export type ProviderWeather = {
  minutes: number;
  all: CallFigures;
  byClass: (CallFigures & { class: CallClass })[];
  /** The provider's codes of what failed, the most frequent first. */
  codes: { code: string; calls: number }[];
  /** Twelve spans of five minutes, the oldest first. */
  spans: { from: string; calls: number; failed: number; throttled: number }[];
  /** Null: there is no limit. */
  budget: {
    /** Calls a second, over all instances: now, at most now, as set up, and as an administrator has lowered it. */
    rate: number;
    limit: number;
    setUp: number;
    loweredTo: number | null;
    throttledAt: string | null;
    blockedUntil: string | null;
  } | null;
  /** Calls of all organizations of the account; null for who is no administrator of one that speaks for it. */
  account: { calls: number; throttled: number; organizations: number } | null;
  /** To administrators: the account is shared, and their organization does not speak for it. */
  isAccountOfOthers: boolean;
};
