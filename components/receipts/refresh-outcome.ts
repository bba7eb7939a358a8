import type { FailureKind } from '@/lib/browser/fetch-json';
import type { FieldChange, Receipt, ReceiptCounts, ReceiptRow, RefreshedField } from '@/lib/receipts/schemas';
import type { Verdict } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

// What a refresh means to the person who pressed the button. Pure: what is said, never how it looks.

/** The verdicts in the order in which the receipt adds them up. */
export const SUM_ORDER: readonly Verdict[] = [
  'updated',
  'unchanged',
  'not_returned',
  'superseded',
  'invalid',
];

/** The order in which a receipt lists its rows: what went wrong first, then what changed. */
export const ROW_ORDER: readonly Verdict[] = [
  'invalid',
  'not_returned',
  'superseded',
  'updated',
  'unchanged',
];

/** The receipt's arithmetic: so many were asked for, and each got one verdict. */
export function receiptSum(counts: ReceiptCounts): {
  asked: number;
  parts: { verdict: Verdict; count: number }[];
  addsUp: boolean;
} {
  const parts = SUM_ORDER.map((verdict) => ({ verdict, count: counts[verdict] }));
  return {
    asked: counts.rows,
    parts,
    addsUp: parts.reduce((sum, { count }) => sum + count, 0) === counts.rows,
  };
}

/**
 * The one thing to say about a refresh that the provider answered. `all_*`: every row has that verdict;
 * `updated`: something was written, and not every other row was confirmed; `nothing_written`: several verdicts, none of
 * them `updated`.
 */
export type ResultKind =
  | 'all_updated'
  | 'updated_rest_unchanged'
  | 'updated'
  | 'all_unchanged'
  | 'all_not_returned'
  | 'all_superseded'
  | 'all_invalid'
  | 'nothing_written';

export function resultKind(counts: ReceiptCounts): ResultKind {
  if (counts.updated > 0) {
    if (counts.updated === counts.rows) return 'all_updated';
    return counts.updated + counts.unchanged === counts.rows ? 'updated_rest_unchanged' : 'updated';
  }
  for (const verdict of ['unchanged', 'not_returned', 'superseded', 'invalid'] as const) {
    if (counts.rows > 0 && counts[verdict] === counts.rows) return `all_${verdict}`;
  }
  return 'nothing_written';
}

/** Whether every row was confirmed or updated, and every recording that was looked up was obtained. */
export function isAllClean({ counts, recordings }: Pick<Receipt, 'counts' | 'recordings'>): boolean {
  return counts.updated + counts.unchanged === counts.rows && recordings.failed === 0;
}

/** When the data of these rows last differed, ISO UTC; null when it never has since they were first checked. */
export function lastChange(rows: readonly { changedAt: string | null }[]): string | null {
  return latest(rows.map(({ changedAt }) => changedAt));
}

/** When these rows were checked: the oldest and the newest check, ISO UTC, and how many rows never were; null when none was. */
export function checkAges(
  rows: readonly { checkedAt: string | null }[],
): { oldest: string; newest: string; never: number } | null {
  const times = rows.map(({ checkedAt }) => checkedAt).filter((time) => time !== null);
  const newest = latest(times);
  if (newest === null) return null;
  const oldest = times.reduce((old, time) => (Date.parse(time) < Date.parse(old) ? time : old), newest);
  return { oldest, newest, never: rows.length - times.length };
}

function latest(times: readonly (string | null)[]): string | null {
  let newest: string | null = null;
  for (const time of times) {
    if (time !== null && (newest === null || Date.parse(time) > Date.parse(newest))) newest = time;
  }
  return newest;
}

/** The provider's RequestId that the receipt shows first: that of the last ListJobs attempt which has one. */
export function shownRequestId(receipt: Pick<Receipt, 'provider_calls'>): string | null {
  const calls = receipt.provider_calls.filter((call) => call.request_id !== null);
  return (calls.findLast((call) => call.operation === 'ListJobs') ?? calls.at(-1))?.request_id ?? null;
}

/** What the refresh said of one row. */
export type RowResult = {
  verdict: Verdict;
  reason: string | null;
  changes: Partial<Record<RefreshedField, FieldChange>>;
  /** The length of the call before, in milliseconds, where it is another one now. */
  duration?: { from: number | null };
};

export function rowResults(rows: readonly ReceiptRow[]): Map<DbId, RowResult> {
  return new Map(
    rows.map((row) => [
      row.row_id,
      {
        verdict: row.verdict,
        reason: row.reason ?? null,
        changes: Object.fromEntries((row.changes ?? []).map((change) => [change.field, change])),
      },
    ]),
  );
}

type SpokenReceipt = Pick<Receipt, 'checked_at' | 'duration_ms'>;

/**
 * Whether a newer check has spoken of the row since this receipt. A superseded row has been checked by the newer
 * refresh already, at the latest when this one ended.
 */
export function isOutdated(checkedAt: string | null, receipt: SpokenReceipt, verdict: Verdict): boolean {
  if (checkedAt === null) return false;
  const grace = verdict === 'superseded' ? receipt.duration_ms : 0;
  return Date.parse(checkedAt) > Date.parse(receipt.checked_at) + grace;
}

/** The results of a receipt that still are the newest word on their rows. */
export function currentResults(
  results: ReadonlyMap<DbId, RowResult>,
  receipt: SpokenReceipt,
  rows: readonly { rowId: DbId; checkedAt: string | null }[],
): ReadonlyMap<DbId, RowResult> {
  const current = new Map(results);
  for (const { rowId, checkedAt } of rows) {
    const result = results.get(rowId);
    if (result && isOutdated(checkedAt, receipt, result.verdict)) current.delete(rowId);
  }
  return current;
}

/** Why a refresh failed. The first block is the provider's part, the second is ours, the third is on the way. */
export const FAILURE_CAUSES = [
  'provider_throttled',
  'provider_forbidden',
  'provider_not_found',
  'provider_unknown_job',
  'provider_timeout',
  'provider_unreachable',
  'provider_unavailable',
  'provider_bad_answer',
  'provider_rejected',
  'unauthenticated',
  'no_organization',
  'foreign_origin',
  'forbidden',
  'not_found',
  'no_jobs',
  'rate_limited',
  'invalid_input',
  'database_unavailable',
  'unfit_table',
  'busy',
  'rows_locked',
  'caller_gone',
  'internal',
  'network',
  'timeout',
] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** The provider's codes by what an operator can do about them. Source: OutboundBot 2019-12-26, error codes; ours below HTTP. */
const PROVIDER_CAUSES: readonly [RegExp, FailureCause][] = [
  [/throttling/i, 'provider_throttled'],
  [
    /^(Forbidden|NoPermission|AccessDenied|Unauthorized|Invalid(AccessKeyId|Credentials|SecurityToken|TimeStamp))\b/i,
    'provider_forbidden',
  ],
  [/^(Signature|IncompleteSignature|AbnormalService)/i, 'provider_forbidden'],
  [/^NotExists?\.Jobs?\b/i, 'provider_unknown_job'],
  [/^NotExists?\b/i, 'provider_not_found'],
  [/^(DeadlineExceeded|RequestTimeout)$/, 'provider_timeout'],
  [/^E[A-Z0-9_]+$|^(CERT|UNABLE|SELF|DEPTH)_/, 'provider_unreachable'],
  [/^(ServiceUnavailable|InternalError)\b/i, 'provider_unavailable'],
  // Ours: the provider was not asked.
  [/^NoTurn$/, 'busy'],
  [/^CallerGone$/, 'caller_gone'],
  [/^(BadGateway|BadAnswer|AnswerTooLarge|Redirected)$/, 'provider_bad_answer'],
];

/** Whether a cause is the provider's own, so that its code is worth showing. */
export function isOfProvider(cause: FailureCause): boolean {
  return cause.startsWith('provider_');
}

export function failureCause(kind: FailureKind | 'timeout', providerCode: string | null): FailureCause {
  if (kind === 'provider_failed') {
    return PROVIDER_CAUSES.find(([codes]) => codes.test(providerCode ?? ''))?.[1] ?? 'provider_rejected';
  }
  return FAILURE_CAUSES.find((cause) => cause === kind) ?? 'internal';
}

/** The provider's code out of the endpoint's message (`获取外呼任务状态失败：Throttling.User …`), when there is no receipt to read. */
export function codeOfMessage(message: string): string | null {
  return /：([\w.-]+)(?:\s|$)/.exec(message)?.[1] ?? null;
}

/**
 * Whether a failed refresh can have written anything: `nothing` when we know that it has not; `unknown` when the answer
 * was lost on the way, because the server may have finished all the same.
 */
export function writtenAfter(cause: FailureCause): 'nothing' | 'unknown' {
  return cause === 'network' ||
    cause === 'timeout' ||
    cause === 'internal' ||
    cause === 'database_unavailable'
    ? 'unknown'
    : 'nothing';
}

/** Whether somebody else has to set something right, who will ask for the details. */
export function needsAdministrator(cause: FailureCause): boolean {
  return [
    'provider_forbidden',
    'provider_not_found',
    'provider_rejected',
    'forbidden',
    'no_organization',
    'unfit_table',
    'internal',
  ].includes(cause);
}

/** Whether trying again at once can help. */
export function mayRetry(cause: FailureCause): boolean {
  return ![
    'provider_forbidden',
    'no_organization',
    'foreign_origin',
    'forbidden',
    'not_found',
    'no_jobs',
    'invalid_input',
    'unfit_table',
  ].includes(cause);
}
