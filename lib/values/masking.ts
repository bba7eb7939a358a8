import {
  cover,
  findNumbers,
  hasTelephone,
  type HiddenSpan,
  maskNumber,
  withoutOpenNumber,
} from './phone-numbers';

export { maskNumber } from './phone-numbers';

// What a browser may be shown of a text and of a whole answer. The answer of a token does not pass here.

export function maskNumberOrNull(number: string | null | undefined): string | null {
  return number ? maskNumber(number) : null;
}

/** What is shown in place of a link that lets in whoever holds it. */
export const HIDDEN_LINK = '[link]';

const LINK_START =
  /(?:[a-z][a-z0-9+.-]{1,20}:)?(?:\\?\/){2}|https?%3A%2F%2F|(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?\//i;
const HAS_QUERY = /\?|%3F/i;
/** Whatever the parameters of a signature are called, they follow a `?`; an object store's own addresses tell enough. */
const MAYBE_LINK = /\?|%3F|aliyuncs\.com/i;
// Three looks for one character each are quicker than an expression that ignores case, and most texts have none.
const hasLinkSign = (text: string): boolean => text.includes('.') || text.includes('?') || text.includes('%');

/** Links with a query, and every link to the provider's stores. */
function findLinks(text: string): HiddenSpan[] {
  if (!hasLinkSign(text) || !MAYBE_LINK.test(text)) return [];
  const spans: HiddenSpan[] = [];
  for (const { 0: word, index } of text.matchAll(/[^\s"'<>]+/g)) {
    // Every one has slashes, written out or encoded.
    const start = word.includes('/') || word.includes('%') ? LINK_START.exec(word) : null;
    if (!start) continue;
    const link = word.slice(start.index);
    if (!HAS_QUERY.test(link) && !/aliyuncs\.com/i.test(link)) continue;
    spans.push({ from: index + start.index, to: index + word.length, shown: HIDDEN_LINK });
  }
  return spans;
}

/** The parts of a text that a browser does not get, in order. Depends on the text alone. */
export function hiddenSpans(text: string): HiddenSpan[] {
  const links = findLinks(text);
  if (links.length === 0) return findNumbers(text);
  const spans: HiddenSpan[] = [];
  const numbersIn = (from: number, to: number) => {
    for (const span of findNumbers(text.slice(from, to)))
      spans.push({ ...span, from: span.from + from, to: span.to + from });
  };
  let from = 0;
  for (const link of links) {
    numbersIn(from, link.from);
    spans.push(link);
    from = link.to;
  }
  numbersIn(from, text.length);
  return spans;
}

/** A text without full telephone numbers and without links that let somebody in. Masking it again changes nothing. */
export function maskText(text: string): string {
  return cover(text, hiddenSpans(text));
}

/** What follows the beginning of a text that is too long. */
export const MORE = '…';

/**
 * The beginning of a text as it may be shown. It is masked before it is cut: half a number would tell what the whole
 * one hides.
 *
 * @param limit characters that are shown at most
 * @param readLimit characters after which the text itself may have been cut off when it was read
 */
export function previewText(text: string, limit: number, readLimit: number): string {
  const isWhole = text.length < readLimit;
  const masked = maskText(isWhole ? text : withoutOpenEnd(text));
  if (isWhole && masked.length <= limit) return masked;
  // Half a surrogate pair is no character.
  return maskText(masked.slice(0, limit - MORE.length).replace(/[\uD800-\uDBFF]$/, '')) + MORE;
}

function withoutOpenEnd(text: string): string {
  const word = /[^\s"'<>]{0,4096}$/.exec(text.slice(-4096))?.[0] ?? '';
  const link = LINK_START.exec(word);
  return withoutOpenNumber(link ? text.slice(0, text.length - word.length + link.index) : text);
}

/** Fields that are a telephone number, in our tables and at the provider. */
const NUMBER_KEYS = new Set([
  ...['leads_phone', 'calling_number'],
  ...['PhoneNumber', 'PreferredPhoneNumber', 'CallingNumber', 'CalledNumber', 'CallingNumbers'],
]);

/** Ids of our own and of the provider's making: never a telephone number. */
const ID_KEYS = new Set([
  ...['id', 'rowId', 'row_id', 'taskId', 'task_id', 'jobId', 'job_id', 'callId', 'call_id', 'call_task_id'],
  ...['followUpId', 'receiptId', 'receipt_id', 'requestId', 'request_id', 'userId', 'organizationId'],
  ...[
    'previousRowId',
    'nextRowId',
    'rowIds',
    'row_ids',
    'currentId',
    'JobId',
    'TaskId',
    'JobGroupId',
    'scriptId',
  ],
  ...['runId', 'run_id', 'retryOf', 'fromRowId', 'toRowId', 'exportId', 'importId', 'matching_id'],
  // Filter and sort of a saved view; lib/views hides what is to be hidden of its texts.
  'viewQuery',
  // The network address of a person's own session.
  'networkAddress',
]);

/** Figures: counts, places and lengths. A text under one of these names is masked like any other. */
const FIGURE_KEYS = new Set([
  ...['page', 'place', 'total', 'totalCount', 'total_count', 'totalPages', 'total_pages', 'total_jobs'],
  ...['totalRows', 'withoutJobId', 'updated_count', 'error_count', 'rows', 'ms', 'durationMs', 'duration_ms'],
  ...['ringingMs', 'offsetSeconds', 'offset_ms', 'offsetMs', 'Duration', 'RingingDuration'],
  ...['RealRingingDuration', 'processed', 'processed_jobs', 'unfinished', 'calls', 'seconds', 'number'],
  ...['callsPerSecond', 'rowsPerSecond', 'batchSize', 'pauseMs', 'bytes', 'missing', 'percent'],
  ...['totalJobs', 'readJobs', 'addedRows', 'refusedRows', 'knownJobs', 'everyMinutes'],
  ...['appliedRows', 'undoneRows', 'jobs'],
]);
/** Whatever numbers stand below one of these are figures too. */
const FIGURE_TREES = new Set([
  'statusCounts',
  'counts',
  'batches',
  'pagination',
  'speech',
  'silences',
  'sentence_times',
  'searchable',
]);

/** Ids that the installation gives: some take the telephone number for one. */
const LEAD_ID_KEYS = new Set(['leadsId', 'leads_id', 'referenceId', 'ReferenceId']);
/** Points in time in ms since 1970, from 2000 to 2100. */
const TIME_KEYS = new Set(['PlanedTime', 'ActualTime', 'EndTime', 'NextExecutionTime', 'Timestamp']);
const isPlausibleTime = (value: string | number) =>
  Number(value) >= 946_684_800_000 && Number(value) < 4_102_444_800_000;

/** The address of our own recording route: the only one of a recording that a browser gets. */
const OWN_RECORDING = /^\/api\/jobs\/\d+\/recording$/;

function maskValue(key: string, value: string | number): string | number {
  if (typeof value === 'number' && Math.abs(value) < 1_000_000 && Number.isInteger(value)) {
    return NUMBER_KEYS.has(key) ? maskNumber(String(value)) : value;
  }
  // A waveform's samples in base64.
  if (ID_KEYS.has(key) || key === 'peaks') return value;
  if (typeof value === 'number' && FIGURE_KEYS.has(key)) return value;
  const text = String(value);
  if (NUMBER_KEYS.has(key)) return text && maskNumber(text);
  if (TIME_KEYS.has(key) && isPlausibleTime(value)) return value;
  if (key === 'recording_url') return !text || OWN_RECORDING.test(text) ? text : HIDDEN_LINK;
  if (LEAD_ID_KEYS.has(key) && !hasTelephone(text)) return value;
  const masked = maskText(text);
  return masked === text ? value : masked;
}

/** The names of fields come again with every row. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;
const LONGEST_NAME = 80;

function maskName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const shown = maskText(name);
  if (names.size < MOST_NAMES && name.length <= LONGEST_NAME) names.set(name, shown);
  return shown;
}

/** `{ field, from, to }`: the two values are of the field that is named. */
function keyOf(item: object, key: string): string {
  return (key === 'from' || key === 'to') && 'field' in item && typeof item.field === 'string'
    ? item.field
    : key;
}

/**
 * A copy of an answer as a browser may get it: telephone numbers in every text and number, links that let somebody in,
 * and the names of fields masked; ids, figures and times are left as they are by their names. Masking it again changes nothing.
 */
export function maskAnswer<T>(answer: T): T {
  const walk = (item: unknown, key: string, isFigure: boolean): unknown => {
    if (typeof item === 'number' && isFigure) return item;
    if (typeof item === 'string' || typeof item === 'number') return maskValue(key, item);
    if (Array.isArray(item)) return item.map((element) => walk(element, key, isFigure));
    if (typeof item !== 'object' || item === null || item instanceof Date) return item;
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(item)) {
      const member: unknown = item[name as keyof typeof item];
      const value = walk(member, keyOf(item, name), isFigure || FIGURE_TREES.has(name));
      const shown = maskName(name);
      // To assign it would make it the copy's prototype.
      if (shown === '__proto__') {
        Object.defineProperty(copy, shown, { value, enumerable: true, configurable: true, writable: true });
      } else copy[shown] = value;
    }
    return copy;
  };
  return walk(answer, '', false) as T;
}
