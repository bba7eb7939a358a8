import type { DbId } from '@/lib/values/db-id';

import { compareNumbers, numberKey } from './numbers';
import type { Confidence, MatchOutcome, MatchReason } from './schemas';

// Which job of the provider's is whose row: by the caller's own id, then by number and time. What two could be is nobody's.

export type OpenRow = {
  rowId: DbId;
  referenceId: string | null;
  phone: string | null;
  /** When it was called or planned, epoch ms. */
  calledAt: number | null;
};

export type Candidate = {
  jobId: string;
  /** The job's and its contact's. */
  referenceIds: readonly string[];
  /** Digits may be hidden by stars. */
  phone: string | null;
  /** When its calls were, epoch ms; null: not known. */
  times: readonly number[] | null;
};

export type Finding = {
  rowId: DbId;
  outcome: MatchOutcome;
  jobId: string | null;
  reason: MatchReason | null;
  confidence: Confidence | null;
  /** The jobs that fit. */
  jobIds: string[];
};

type Fit = Candidate & { number: ReturnType<typeof compareNumbers> };
type Found = { row: OpenRow; fits: Fit[] };
type Choice = { fit: Fit; reason: MatchReason; confidence: Confidence };

/** A call so far from the row's own time is another one. */
const SAME_CALL_MS = 10 * 60_000;

/** Whether a job can be of any of the rows: what the others are need not be kept. */
export function candidateFilter(
  rows: readonly OpenRow[],
): (candidate: Pick<Candidate, 'referenceIds' | 'phone'>) => boolean {
  const references = new Set(rows.flatMap(({ referenceId }) => referenceId ?? []));
  const numbers = new Set(rows.flatMap(({ phone }) => numberKey(phone) ?? []));
  return ({ referenceIds, phone }) =>
    referenceIds.some((id) => references.has(id)) || numbers.has(numberKey(phone) ?? '');
}

/**
 * Finds each row's job, in the order of the rows.
 *
 * @param taken jobs that rows have already, of whatever task
 */
export function matchRows(
  rows: readonly OpenRow[],
  candidates: readonly Candidate[],
  taken: ReadonlySet<string> = new Set(),
): Finding[] {
  const free = candidates.filter(({ jobId }) => !taken.has(jobId));
  const findings = new Map<DbId, Finding>();
  const given = new Set<string>();

  const byReference = groupBy(free, ({ referenceIds }) => referenceIds);
  settle(
    rows.map((row) => ({ row, fits: sameReference(row, byReference) })),
    chooseByReference,
  );
  const byNumber = groupBy(free, ({ phone }) => [numberKey(phone)]);
  const left = rows.filter(({ rowId }) => !findings.has(rowId));
  settle(
    left.map((row) => ({
      row,
      fits: sameNumber(row, byNumber).filter(({ jobId }) => !given.has(jobId)),
    })),
    chooseByNumber,
  );

  const others = candidates.filter(({ jobId }) => taken.has(jobId) || given.has(jobId));
  const othersByReference = groupBy(others, ({ referenceIds }) => referenceIds);
  const othersByNumber = groupBy(others, ({ phone }) => [numberKey(phone)]);
  return rows.map((row) => {
    const found = findings.get(row.rowId);
    if (found) return found;
    const fits = [...sameReference(row, othersByReference), ...sameNumber(row, othersByNumber)];
    return fits.length > 0 ? unmatched('taken', { row, fits }) : unmatched('none', { row, fits: [] });
  });

  /** What is one row's alone is a match; what more than one row would get, and what could be more than one, is not. */
  function settle(found: readonly Found[], choose: (one: Found) => Choice | null): void {
    const open = found.filter(({ fits }) => fits.length > 0);
    const chosen = open.map((one) => ({ one, choice: choose(one) }));
    const claims = new Map<string, number>();
    for (const { choice } of chosen) {
      if (choice) claims.set(choice.fit.jobId, (claims.get(choice.fit.jobId) ?? 0) + 1);
    }
    for (const { one, choice } of chosen) {
      const isOnly = choice !== null && claims.get(choice.fit.jobId) === 1;
      const { row } = one;
      findings.set(
        row.rowId,
        isOnly
          ? { ...unmatched('match', one), ...pickOf(choice), jobIds: [choice.fit.jobId] }
          : unmatched('ambiguous', one),
      );
      if (isOnly) given.add(choice.fit.jobId);
    }
  }
}

/** Jobs whose calls have to be looked up, because their times tell more than their numbers do. */
export function jobsToTime(
  rows: readonly OpenRow[],
  candidates: readonly Candidate[],
  taken: ReadonlySet<string>,
): string[] {
  const unknown = new Set(candidates.flatMap(({ jobId, times }) => (times === null ? [jobId] : [])));
  const called = new Set(rows.flatMap(({ rowId, calledAt }) => (calledAt === null ? [] : [rowId])));
  const wanted = matchRows(rows, candidates, taken)
    .filter(
      ({ rowId, outcome, reason }) => called.has(rowId) && (outcome === 'ambiguous' || reason === 'number'),
    )
    .flatMap(({ jobIds }) => jobIds.filter((jobId) => unknown.has(jobId)));
  return [...new Set(wanted)];
}

const pickOf = ({ fit, reason, confidence }: Choice) => ({ jobId: fit.jobId, reason, confidence });

function unmatched(outcome: MatchOutcome, { row, fits }: Found): Finding {
  const jobIds = [...new Set(fits.map(({ jobId }) => jobId))];
  return { rowId: row.rowId, outcome, jobId: null, reason: null, confidence: null, jobIds };
}

function chooseByReference({ row, fits }: Found): Choice | null {
  // The caller's own id may have been handed in twice: then what else agrees tells the two apart.
  const agreeing = fits.filter(({ number }) => number !== 'other');
  const pool = agreeing.length > 0 ? agreeing : fits;
  const [only] = pool;
  if (!only) return null;
  if (pool.length > 1) {
    const near = pool.filter(({ times }) => isNear(row, times));
    const [nearest] = near;
    return nearest && near.length === 1
      ? { fit: nearest, reason: 'reference_and_time', confidence: 'likely' }
      : null;
  }
  const { number } = only;
  const agrees = number === 'same' || number === 'maybe';
  return {
    fit: only,
    reason: agrees ? 'reference_and_number' : 'reference',
    confidence: number === 'same' ? 'certain' : number === 'other' ? 'doubtful' : 'likely',
  };
}

function chooseByNumber({ row, fits }: Found): Choice | null {
  const near = fits.filter(({ times }) => isNear(row, times));
  const [only] = near.length > 0 ? near : fits;
  if (!only || (near.length || fits.length) > 1) return null;
  if (near.length === 1) {
    return {
      fit: only,
      reason: 'number_and_time',
      confidence: only.number === 'same' ? 'likely' : 'doubtful',
    };
  }
  const isElsewhen = row.calledAt !== null && only.times !== null && only.times.length > 0;
  return {
    fit: only,
    reason: 'number',
    confidence: only.number === 'same' && !isElsewhen ? 'likely' : 'doubtful',
  };
}

function sameReference(row: OpenRow, candidates: ReadonlyMap<string, Candidate[]>): Fit[] {
  return row.referenceId === null
    ? []
    : (candidates.get(row.referenceId) ?? []).map((one) => fitOf(row, one));
}

/** Those whose number can be the row's, but for jobs that the caller handed in for something else. */
function sameNumber(row: OpenRow, candidates: ReadonlyMap<string, Candidate[]>): Fit[] {
  const key = numberKey(row.phone);
  return (key === null ? [] : (candidates.get(key) ?? []))
    .filter(
      ({ referenceIds }) =>
        row.referenceId === null || referenceIds.length === 0 || referenceIds.includes(row.referenceId),
    )
    .map((one) => fitOf(row, one))
    .filter(({ number }) => number === 'same' || number === 'maybe');
}

const fitOf = (row: OpenRow, one: Candidate): Fit => ({
  ...one,
  number: compareNumbers(row.phone, one.phone),
});

function isNear({ calledAt }: OpenRow, times: readonly number[] | null): boolean {
  return calledAt !== null && (times ?? []).some((time) => Math.abs(time - calledAt) <= SAME_CALL_MS);
}

function groupBy(
  candidates: readonly Candidate[],
  keysOf: (candidate: Candidate) => readonly (string | null)[],
): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    for (const key of new Set(keysOf(candidate))) {
      if (key === null) continue;
      const group = groups.get(key);
      if (group) group.push(candidate);
      else groups.set(key, [candidate]);
    }
  }
  return groups;
}
