import type { Check } from '../report';
import { markdownTable } from '../table';

export const KINDS = ['page', 'list', 'job', 'refresh', 'health'] as const;
/** What an operator asks: a task's page as HTML, its list as JSON, a job, a refresh with recordings; and health. */
export type Kind = (typeof KINDS)[number];

export type Answer = {
  kind: Kind;
  /** From the request until the whole answer is there. */
  ms: number;
  /** HTTP status; 0 where no answer came. */
  status: number;
  /** The contract's code of a failure, or why nothing came; '' of a success. */
  code: string;
  retryAfter: boolean;
};

const MOST_MS = 1000;
const MUST_BE_QUICK: readonly Kind[] = ['page', 'list', 'job', 'health'];
const UNAVAILABLE = '503 5001';
const BUSY = '503 5032';

/** The value that a share `p` (0 to 1) of the values does not exceed; NaN of no values. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)]!;
}

const told = ({ status, code }: Answer) => `${status === 0 ? 'none' : status}${code && ` ${code}`}`;

function countTold(answers: readonly Answer[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(told(answer), (counts.get(told(answer)) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a.localeCompare(b));
}

const list = (counts: [string, number][]) => counts.map(([name, count]) => `${count} x ${name}`).join(', ');

/** How long each kind took, whatever was answered, and what was. */
export function formatAnswers(answers: readonly Answer[]): string {
  const rows = KINDS.map((kind) => {
    const own = answers.filter((answer) => answer.kind === kind);
    const ms = own.map((answer) => answer.ms);
    const show = (value: number) => (Number.isNaN(value) ? '-' : String(Math.round(value)));
    const times = [percentile(ms, 0.5), percentile(ms, 0.95), percentile(ms, 1)].map(show);
    return [kind, String(own.length), ...times, list(countTold(own))];
  });
  const titles = ['kind', 'asked', 'p50 ms', 'p95 ms', 'worst ms', 'answers (status, code)'];
  return markdownTable([titles, ...rows], (column) => column >= 1 && column <= 4);
}

/**
 * What has to hold while refreshes wait for the provider.
 * @param databaseWorstMs the longest that the database itself took for a trivial question; Infinity: it failed once
 */
export function checkLoad(answers: readonly Answer[], databaseWorstMs: number): Check[] {
  const quick = MUST_BE_QUICK.map((kind): Check => {
    const p95 = percentile(
      answers.filter((answer) => answer.kind === kind).map((answer) => answer.ms),
      0.95,
    );
    return { ok: p95 <= MOST_MS, text: `${kind}: p95 ${Math.round(p95)} ms, at most ${MOST_MS}` };
  });
  const unavailable = answers.filter((answer) => told(answer) === UNAVAILABLE).length;
  const database = Number.isFinite(databaseWorstMs)
    ? `was well (at worst ${Math.round(databaseWorstMs)} ms)`
    : 'was NOT well';
  const refused = answers.filter(({ kind, status }) => kind === 'refresh' && status !== 200);
  const isBusy = (answer: Answer) => told(answer) === BUSY && answer.retryAfter;
  const others = refused.filter((answer) => !isBusy(answer));
  const failed = answers.filter(({ kind, status, code }) => kind !== 'refresh' && (status !== 200 || code));
  return [
    ...quick,
    {
      ok: unavailable === 0,
      text: `the database ${database}; told as out of reach ${unavailable} times (${UNAVAILABLE})`,
    },
    {
      ok: others.length === 0,
      text:
        refused.length === 0
          ? 'every refresh had its turn'
          : `refreshes without a turn: ${refused.length - others.length} told as busy with Retry-After (${BUSY})` +
            (others.length === 0 ? '' : `, not so ${list(countTold(others))}`),
    },
    {
      ok: failed.length === 0,
      text: failed.length === 0 ? 'everything else was answered' : `else: ${list(countTold(failed))}`,
    },
  ];
}

/** Processor time and memory of one kind, through the app and through a handler that only sends the same bytes. */
export type Cost = { kind: Kind; bytes: number; appMs: number; bareMs: number; requests: number };

export function formatCosts(costs: readonly Cost[]): string {
  const rows = costs.map(({ kind, bytes, appMs, bareMs, requests }) => [
    kind,
    String(requests),
    (bytes / 1000).toFixed(1),
    appMs.toFixed(1),
    bareMs.toFixed(2),
  ]);
  const titles = ['kind', 'requests', 'KB sent', 'app, CPU ms each', 'bare handler, CPU ms each'];
  return markdownTable([titles, ...rows], (column) => column >= 1);
}
