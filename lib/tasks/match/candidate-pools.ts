import { bareNumber, compareBareNumbers, FEWEST_DIGITS, keyOfBare, type NumberAgreement } from './numbers';

// Jobs by what rows are looked for by. Where very many share a reference or a hidden number, every row with every job would
// be compared: what is certainly another number is left out by an index, and what then still are too many is nobody's.

/** So many jobs of one row are told apart; more are only counted. */
export const MOST_FITS = 50;
/** Jobs of a crowd that are named. */
const MOST_NAMED = 5;

/** What has a number, with what it is compared by, worked out once. */
export type Numbered<T> = T & {
  /** '': none that is known. */
  bare: string;
  key: string | null;
};

export function numbered<T extends { phone: string | null }>(one: T): Numbered<T> {
  const bare = bareNumber(one.phone);
  return { ...one, bare: bare.length < FEWEST_DIGITS ? '' : bare, key: keyOfBare(bare) };
}

type Job = Numbered<{ jobId: string }>;
export type Fit<J extends Job> = { job: J; number: NumberAgreement };

/** Jobs that fit, or so many that which of them fits is not asked. */
export type Fits<J extends Job> = { fits: Fit<J>[]; crowd: null } | { fits: null; crowd: Crowd };
export type Crowd = { jobIds: string[]; jobs: number };

const isHidden = (text: string) => text.includes('*');
/** Stars where numbers are looked up by: it can be one of any key. */
const isAnybodys = ({ bare, key }: { bare: string; key: string | null }) =>
  bare === '' || key === null || isHidden(key);

/** Jobs that have something in common, and a way to those of them whose number can be a row's. */
class Pool<J extends Job> {
  readonly jobs: J[] = [];
  private parts: { whole: Map<string, J[]>; hidden: Map<string, J[]>; anybodys: J[] } | null = null;

  /** All but those that certainly have another number, once there are many. */
  narrowed(row: Numbered<unknown>): readonly J[][] {
    if (this.jobs.length <= MOST_FITS || isAnybodys(row)) return [this.jobs];
    const { whole, hidden, anybodys } = this.divided();
    const key = row.key ?? '';
    if (!isHidden(row.bare)) return [whole.get(`=${row.bare}`) ?? [], hidden.get(key) ?? [], anybodys];
    return [whole.get(key) ?? [], hidden.get(key) ?? [], anybodys];
  }

  private divided() {
    if (this.parts) return this.parts;
    const parts = { whole: new Map<string, J[]>(), hidden: new Map<string, J[]>(), anybodys: [] as J[] };
    for (const job of this.jobs) {
      if (isAnybodys(job)) parts.anybodys.push(job);
      else if (isHidden(job.bare)) add(parts.hidden, job.key ?? '', job);
      else {
        add(parts.whole, `=${job.bare}`, job);
        add(parts.whole, job.key ?? '', job);
      }
    }
    return (this.parts = parts);
  }
}

function add<J>(groups: Map<string, J[]>, key: string, job: J): void {
  const group = groups.get(key);
  if (group) group.push(job);
  else groups.set(key, [job]);
}

/** Jobs by a text that they have in common. */
export class Pools<J extends Job> {
  private readonly pools = new Map<string, Pool<J>>();

  constructor(jobs: readonly J[], keysOf: (job: J) => readonly string[]) {
    for (const job of jobs) {
      for (const key of new Set(keysOf(job))) {
        let pool = this.pools.get(key);
        if (!pool) this.pools.set(key, (pool = new Pool()));
        pool.jobs.push(job);
      }
    }
  }

  all(key: string): readonly J[] {
    return this.pools.get(key)?.jobs ?? [];
  }

  /** The jobs of these keys, with how their numbers agree with the row's. Certainly other numbers may be left out. */
  fits(keys: readonly string[], row: Numbered<unknown>): Fits<J> {
    const lists = keys.flatMap((key) => this.pools.get(key)?.narrowed(row) ?? []);
    const jobs = lists.reduce((sum, list) => sum + list.length, 0);
    if (jobs > MOST_FITS) return { fits: null, crowd: crowdOf(lists, jobs) };
    const fits = lists.flatMap((list) =>
      list.map((job) => ({ job, number: compareBareNumbers(row.bare, job.bare) })),
    );
    return { fits, crowd: null };
  }
}

export function crowdOf(lists: readonly (readonly Job[])[], jobs: number): Crowd {
  const jobIds: string[] = [];
  for (const list of lists) {
    for (const { jobId } of list.slice(0, MOST_NAMED - jobIds.length)) jobIds.push(jobId);
  }
  return { jobIds, jobs };
}
