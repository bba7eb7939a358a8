/** One line of the table: a page of one size, with or without recordings, in which all rows changed or none. */
export type Case = {
  size: number;
  /** `asked`: every link is asked for. `reused`: every link is still held. */
  recordings: 'none' | 'asked' | 'reused';
  changed: 'all' | 'none';
};

export const FLOWS = ['limit', 'useCase', 'request', 'straightforward'] as const;
export type FlowName = (typeof FLOWS)[number];

export type Measured = {
  case: Case;
  /** Milliseconds of each run. */
  times: Record<FlowName, number[]>;
  /** Rows of `leads_task_list` written by all runs together, as PostgreSQL counts them. */
  rowsWritten: Record<FlowName, number>;
};

/** The middle value, or the mean of the middle two; NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export type Line = {
  case: Case;
  /** Medians in ms; NaN where a flow was not run. */
  ms: Record<FlowName, number>;
  runs: Record<FlowName, number>;
  /** Rows written per run. */
  rows: Record<FlowName, number>;
  useCaseToLimit: number;
  requestToLimit: number;
  straightforwardToUseCase: number;
  straightforwardToRequest: number;
};

const perFlow = (value: (flow: FlowName) => number) =>
  Object.fromEntries(FLOWS.map((flow) => [flow, value(flow)])) as Record<FlowName, number>;

export function toLine({ case: which, times, rowsWritten }: Measured): Line {
  const ms = perFlow((flow) => median(times[flow]));
  const runs = perFlow((flow) => times[flow].length);
  return {
    case: which,
    ms,
    runs,
    rows: perFlow((flow) => (runs[flow] === 0 ? 0 : rowsWritten[flow] / runs[flow])),
    useCaseToLimit: ms.useCase / ms.limit,
    requestToLimit: ms.request / ms.limit,
    straightforwardToUseCase: ms.straightforward / ms.useCase,
    straightforwardToRequest: ms.straightforward / ms.request,
  };
}

export type Check = { ok: boolean; text: string };

/** The use case may take this many times the limit, by page size. */
const MOST_TIMES_THE_LIMIT: Record<number, number> = { 20: 1.3, 99: 1.5, 500: 2.5 };
const LEAST_TIMES_FASTER = 10;

/** The targets as far as the measured cases tell of them. */
export function checkTargets(lines: readonly Line[]): Check[] {
  const asked = lines.filter((line) => line.case.recordings !== 'reused');
  const againstLimit = asked.flatMap((line): Check[] => {
    const most = MOST_TIMES_THE_LIMIT[line.case.size];
    if (most === undefined) return [];
    const text = `${nameOf(line.case)}: use case ${times(line.useCaseToLimit)} the limit, at most ${most.toFixed(1)} x`;
    return [{ ok: line.useCaseToLimit <= most, text }];
  });
  const againstStraightforward = asked
    .filter(
      ({ case: { size, recordings, changed } }) => size === 99 && recordings === 'asked' && changed === 'all',
    )
    .map((line): Check => {
      const text = `${nameOf(line.case)}: whole request ${times(line.straightforwardToRequest)} as fast as the straightforward flow, at least ${LEAST_TIMES_FASTER} x`;
      return { ok: line.straightforwardToRequest >= LEAST_TIMES_FASTER, text };
    });
  const written = lines.map((line): Check => {
    const expected = line.case.changed === 'all' ? line.case.size : 0;
    const { useCase, request } = line.rows;
    const text = `${nameOf(line.case)}: rows written per refresh ${useCase} by the use case, ${request} by the request; expected ${expected}`;
    return { ok: useCase === expected && request === expected, text };
  });
  return [...againstLimit, ...againstStraightforward, ...written];
}

function nameOf({ size, recordings, changed }: Case): string {
  const words = { none: 'no recordings', asked: 'recordings', reused: 'recordings reused' };
  return `${size} jobs, ${words[recordings]}, ${changed} changed`;
}

const times = (ratio: number) => `${ratio.toFixed(2)} x`;

const COLUMNS: [string, (line: Line) => string][] = [
  ['jobs', (line) => String(line.case.size)],
  ['recordings', (line) => line.case.recordings],
  ['changed', (line) => line.case.changed],
  ['limit ms', (line) => ms(line.ms.limit)],
  ['use case ms', (line) => ms(line.ms.useCase)],
  ['/limit', (line) => ratio(line.useCaseToLimit)],
  ['request ms', (line) => ms(line.ms.request)],
  ['/limit', (line) => ratio(line.requestToLimit)],
  ['straightfwd ms', (line) => `${ms(line.ms.straightforward)}`],
  ['runs', (line) => (line.runs.straightforward === 0 ? '-' : String(line.runs.straightforward))],
  ['/use case', (line) => ratio(line.straightforwardToUseCase)],
  ['/request', (line) => ratio(line.straightforwardToRequest)],
  ['rows written', (line) => `${line.rows.useCase} / ${line.rows.request} / ${line.rows.straightforward}`],
];

const ms = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(value < 100 ? 1 : 0));
const ratio = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(2));

/** The table as Markdown, its columns aligned for a terminal too. */
export function formatTable(lines: readonly Line[]): string {
  const cells = [
    COLUMNS.map(([title]) => title),
    ...lines.map((line) => COLUMNS.map(([, cell]) => cell(line))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const format = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padStart(widths[column]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => `${'-'.repeat(width + 1)}:`).join('|')}|`;
  return [format(cells[0]!), rule, ...cells.slice(1).map(format)].join('\n');
}
