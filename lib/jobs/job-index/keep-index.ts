import 'server-only';

import type { Db, Tx } from '@/lib/db/client';

import { foldCounts } from './fold-counts';
import { indexJobs, indexNext } from './index-jobs';
import { keepOn, type Step, takeTurns } from './keeping';
import { compareNext, readNoted } from './read-again';
import { beginComparison, type IndexState, lookAtState, noteCompared, noteFilled } from './state';
import { READS_AS } from './facts';

const FILLED_AT_ONCE = 1_000;
const READ_AT_ONCE = 500;
const COMPARED_AT_ONCE = 4_000;
const FOLDED_AT_ONCE = 5_000;

/** A comparison is due again after this long, or this many times its own duration. */
const COMPARE = { told: { restMs: 6 * 60 * 60_000, factor: 20 }, untold: { restMs: 60_000, factor: 20 } };

/**
 * Does the next bit of what keeps the index in step, in short transactions: the first filling, what is noted as written,
 * new rows, counts to be folded, the comparison. One program at a time does; killed anywhere, the next one goes on.
 */
export async function stepIndex(db: Db): Promise<Step> {
  return takeTurns(db, 'callboard.job_index', async (tx) => {
    const state = await lookAtState(tx);
    if (state.unfit !== null || state.readsAs > READS_AS) return 'unfit';
    if (!state.isFilled) return fill(tx, state);
    const read = await readNoted(tx, READ_AT_ONCE);
    const added = await addNew(tx, state);
    const folded = await foldCounts(tx, FOLDED_AT_ONCE);
    const compared = await compare(tx, state);
    return read + added + folded > 0 || compared ? 'worked' : 'idle';
  });
}

async function fill(tx: Tx, { filledTo }: IndexState): Promise<Step> {
  const { rows, last, there } = await indexNext(tx, filledTo, FILLED_AT_ONCE, { wordsDue: false });
  // Read by a refresh a moment ago, or long ago by a build that read otherwise; and what has been deleted since.
  await indexJobs(tx, there);
  await foldCounts(tx, FOLDED_AT_ONCE);
  await noteFilled(tx, rows === 0 ? null : last);
  return 'filled';
}

/** Rows behind the last one: where no trigger tells of them, this is how they are seen within a second. */
async function addNew(tx: Tx, { filledTo }: IndexState): Promise<number> {
  const { rows, last } = await indexNext(tx, filledTo, FILLED_AT_ONCE, { wordsDue: true });
  if (last !== null) await noteFilled(tx, last);
  return rows;
}

async function compare(
  tx: Tx,
  { isComparing, comparedTo, comparedAgoMs, compareMs, watched }: IndexState,
): Promise<boolean> {
  if (!isComparing) {
    const { restMs, factor } = watched ? COMPARE.told : COMPARE.untold;
    if (comparedAgoMs !== null && comparedAgoMs < Math.max(restMs, compareMs * factor)) return false;
    await beginComparison(tx);
    return true;
  }
  const { last } = await compareNext(tx, comparedTo, COMPARED_AT_ONCE);
  await noteCompared(tx, last);
  return true;
}

/** Keeps the index until `signal`; what fails is told once and tried again later. */
export function keepIndex(
  db: Db,
  options: { signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  return keepOn(() => stepIndex(db), options);
}
