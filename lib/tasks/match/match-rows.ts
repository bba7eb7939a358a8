import type { DbId } from '@/lib/values/db-id';

import {
  type Crowd,
  crowdOf,
  type Fit,
  type Fits,
  MOST_FITS,
  numbered,
  type Numbered,
  Pools,
} from './candidate-pools';
import { numberKey } from './numbers';
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
  /** The jobs that fit; of more than `MOST_FITS` some of them. */
  jobIds: string[];
  /** How many fit. */
  jobs: number;
};

type Row = Numbered<OpenRow>;
type Job = Numbered<Candidate>;
type Found = { row: Row; fits: Fit<Job>[] };
type Choice = { job: Job; reason: MatchReason; confidence: Confidence };

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
  const wanted = rows.map(numbered);
  const jobs = candidates.map(numbered);
  const findings = new Map<DbId, Finding>();
  const given = new Set<string>();

  const free = jobs.filter(({ jobId }) => !taken.has(jobId));
  const byReference = new Pools(free, ({ referenceIds }) => referenceIds);
  settle(wanted, (row) => sameReference(row, byReference), chooseByReference);
  const byNumber = new Pools(
    free.filter(({ jobId }) => !given.has(jobId)),
    numberKeys,
  );
  settle(
    wanted.filter(({ rowId }) => !findings.has(rowId)),
    (row) => sameNumber(row, byNumber),
    chooseByNumber,
  );

  const others = jobs.filter(({ jobId }) => taken.has(jobId) || given.has(jobId));
  const othersByReference = new Pools(others, ({ referenceIds }) => referenceIds);
  const othersByNumber = new Pools(others, numberKeys);
  return wanted.map((row) => {
    const found = findings.get(row.rowId);
    if (found) return found;
    const those = ofOthers(row, othersByReference, othersByNumber);
    return unmatched(those.jobs > 0 ? 'taken' : 'none', row, those);
  });

  /** What is one row's alone is a match; what more than one row would get, and what could be more than one, is not. */
  function settle(
    open: readonly Row[],
    find: (row: Row) => Fits<Job>,
    choose: (one: Found) => Choice | null,
  ): void {
    const chosen: { row: Row; choice: Choice | null; those: Crowd }[] = [];
    const claims = new Map<string, number>();
    for (const row of open) {
      const { fits, crowd } = find(row);
      if (fits?.length === 0) continue;
      const choice = fits && choose({ row, fits });
      chosen.push({ row, choice, those: crowd ?? idsOf(fits) });
      if (choice) claims.set(choice.job.jobId, (claims.get(choice.job.jobId) ?? 0) + 1);
    }
    for (const { row, choice, those } of chosen) {
      const isOnly = choice !== null && claims.get(choice.job.jobId) === 1;
      findings.set(row.rowId, isOnly ? matched(row, choice) : unmatched('ambiguous', row, those));
      if (isOnly) given.add(choice.job.jobId);
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
      ({ rowId, outcome, reason, jobs }) =>
        called.has(rowId) && jobs <= MOST_FITS && (outcome === 'ambiguous' || reason === 'number'),
    )
    .flatMap(({ jobIds }) => jobIds.filter((jobId) => unknown.has(jobId)));
  return [...new Set(wanted)];
}

const idsOf = (fits: readonly Fit<Job>[]): Crowd => ({
  jobIds: fits.map(({ job }) => job.jobId),
  jobs: fits.length,
});

const matched = ({ rowId }: Row, { job: { jobId }, reason, confidence }: Choice): Finding => ({
  ...{ rowId, outcome: 'match', jobId, reason, confidence, jobIds: [jobId], jobs: 1 },
});

const unmatched = (outcome: MatchOutcome, { rowId }: Row, { jobIds, jobs }: Crowd): Finding => ({
  ...{ rowId, outcome, jobId: null, reason: null, confidence: null, jobIds, jobs },
});

function chooseByReference({ row, fits }: Found): Choice | null {
  // The caller's own id may have been handed in twice: then what else agrees tells the two apart.
  const agreeing = fits.filter(({ number }) => number !== 'other');
  const pool = agreeing.length > 0 ? agreeing : fits;
  const [only] = pool;
  if (!only) return null;
  if (pool.length > 1) {
    const near = pool.filter(({ job }) => isNear(row, job.times));
    const [nearest] = near;
    return nearest && near.length === 1
      ? { job: nearest.job, reason: 'reference_and_time', confidence: 'likely' }
      : null;
  }
  const { number } = only;
  const agrees = number === 'same' || number === 'maybe';
  return {
    job: only.job,
    reason: agrees ? 'reference_and_number' : 'reference',
    confidence: number === 'same' ? 'certain' : number === 'other' ? 'doubtful' : 'likely',
  };
}

function chooseByNumber({ row, fits }: Found): Choice | null {
  const near = fits.filter(({ job }) => isNear(row, job.times));
  const [only] = near.length > 0 ? near : fits;
  if (!only || (near.length || fits.length) > 1) return null;
  if (near.length === 1) {
    return {
      job: only.job,
      reason: 'number_and_time',
      confidence: only.number === 'same' ? 'likely' : 'doubtful',
    };
  }
  const isElsewhen = row.calledAt !== null && (only.job.times ?? []).length > 0;
  return {
    job: only.job,
    reason: 'number',
    confidence: only.number === 'same' && !isElsewhen ? 'likely' : 'doubtful',
  };
}

/** Of very many jobs with the row's reference only those that can have its number; none of them has: they are a crowd. */
function sameReference(row: Row, jobs: Pools<Job>): Fits<Job> {
  if (row.referenceId === null) return NOTHING;
  const found = jobs.fits([row.referenceId], row);
  const all = jobs.all(row.referenceId);
  const isTold = all.length <= MOST_FITS || found.fits?.some(({ number }) => number !== 'other') === true;
  return found.crowd || isTold ? found : { fits: null, crowd: crowdOf([all], all.length) };
}

/** Those whose number can be the row's, but for jobs that the caller handed in for something else. */
function sameNumber(row: Row, jobs: Pools<Job>): Fits<Job> {
  const { key, referenceId } = row;
  if (key === null) return NOTHING;
  const keys = referenceId === null ? [anyOf(key)] : [withoutReference(key), withReference(key, referenceId)];
  const { fits, crowd } = jobs.fits(keys, row);
  return crowd
    ? { fits: null, crowd }
    : { fits: fits.filter(({ number }) => number === 'same' || number === 'maybe'), crowd: null };
}

/** Jobs that other rows have and that fit the row as well. */
function ofOthers(row: Row, byReference: Pools<Job>, byNumber: Pools<Job>): Crowd {
  const referred = row.referenceId === null ? [] : byReference.all(row.referenceId);
  if (referred.length > MOST_FITS) return crowdOf([referred], referred.length);
  const { fits, crowd } = sameNumber(row, byNumber);
  if (crowd) return crowd;
  const jobIds = [...new Set([...referred, ...fits.map(({ job }) => job)].map(({ jobId }) => jobId))];
  return { jobIds, jobs: jobIds.length };
}

const NOTHING: Fits<Job> = { fits: [], crowd: null };

// Keys of jobs by number, so that what was handed in for something else is not even met.
const anyOf = (key: string) => `any ${key}`;
const withoutReference = (key: string) => `none ${key}`;
const withReference = (key: string, referenceId: string) => `of ${key} ${referenceId}`;

function numberKeys({ key, referenceIds }: Job): string[] {
  if (key === null) return [];
  const own = referenceIds.length === 0 ? [withoutReference(key)] : [];
  return [anyOf(key), ...own, ...referenceIds.map((id) => withReference(key, id))];
}

function isNear({ calledAt }: OpenRow, times: readonly number[] | null): boolean {
  return calledAt !== null && (times ?? []).some((time) => Math.abs(time - calledAt) <= SAME_CALL_MS);
}
