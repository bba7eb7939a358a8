import 'server-only';

import { setImmediate as nextTurn } from 'node:timers/promises';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isRolledBack, postgresError, type Refusal, refusalOf } from '@/lib/db/errors';
import { installationOf, learnFrom } from '@/lib/db/installation';
import type { ReceiptRow } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { indexJobs, noteWritten } from '../job-index/index-jobs';
import { claimRows, type Claim } from './claim-rows';
import { compareAndWrite } from './compare-and-write';
import { keyOf, type RecordRow, type Snapshot, type SnapshotRow } from './snapshot';
import { changedStates, storeStates, storeUnanswered, toKept } from './store-states';

/**
 * Writes what changed and says of every row what happened to it, in the order given, by id.
 *
 * Everything is decided in the database, in one short transaction, in this order: a row whose newest check has a
 * higher number is left alone; the others are locked; the locked values are compared with the provider's and written
 * where they differ. Under READ COMMITTED a comparison without the lock would miss what another transaction commits
 * meanwhile. `store` gets the verdicts in the same transaction, and its result is the answer.
 */
export function applySnapshot<T>(
  orgId: OrgId,
  db: Db,
  snapshot: Snapshot,
  store: (tx: Tx, rows: ReceiptRow[]) => Promise<T>,
): Promise<T> {
  const applyIndexing = (judge: Judge, index: IndexRows) =>
    db.transaction((tx) => {
      const compare: Compare = (within, rows) =>
        compareAndWrite(orgId, within, snapshot, rows, installationOf(db));
      return applyWith({ judge, compare, store, index }, orgId, tx, snapshot);
    });
  const apply = (judge: Judge) =>
    applyIndexing(judge, indexRows).catch(async (error: unknown) => {
      if (!(error instanceof NotIndexedError)) throw error;
      const result = await applyIndexing(judge, async () => {});
      void noteWritten(db, error.rowIds).catch(() => {});
      return result;
    });
  // A refused value ends the transaction. That is rare, so only the second try pays for savepoints.
  const applyWhatFits = async (error: unknown): Promise<T> => {
    if (refusalOf(error)) return apply(judgeEach);
    throw error;
  };
  return apply(judgeTogether).catch(async (error: unknown) =>
    (await learnFrom(db, error)) ? apply(judgeTogether).catch(applyWhatFits) : applyWhatFits(error),
  );
}

type IndexRows = (tx: Tx, rowIds: DbId[]) => Promise<void>;

/** The index could not follow, which is no reason for a refresh to fail. */
class NotIndexedError extends Error {
  override readonly name = 'NotIndexedError';
  constructor(
    readonly rowIds: DbId[],
    cause: unknown,
  ) {
    super('the index could not follow', { cause });
  }
}

async function indexRows(tx: Tx, rowIds: DbId[]): Promise<void> {
  try {
    await indexJobs(tx, rowIds);
  } catch (error) {
    // What ends the connection, or was others' doing, is not the index's.
    const isOfIndex = postgresError(error) !== null && !isRolledBack(error);
    throw isOfIndex ? new NotIndexedError(rowIds, error) : error;
  }
}

type Compare = (tx: Tx, rows: readonly RecordRow[]) => Promise<Map<string, ReceiptRow>>;
/** Compares rows, those locked that the claim tells of, and answers the verdicts of those that are not unchanged. */
type Judge = (
  tx: Tx,
  rows: readonly RecordRow[],
  claim: Promise<Claim>,
  compare: Compare,
) => Promise<Map<string, ReceiptRow>>;

type Steps<T> = {
  judge: Judge;
  compare: Compare;
  store: (tx: Tx, rows: ReceiptRow[]) => Promise<T>;
  index: IndexRows;
};

async function applyWith<T>(
  { judge, compare, store, index }: Steps<T>,
  orgId: OrgId,
  tx: Tx,
  snapshot: Snapshot,
): Promise<T> {
  const records = snapshot.rows.filter((row) => row.outcome === 'record');
  const unanswered = snapshot.rows.filter((row) => row.outcome !== 'record');
  const verdicts = new Map<string, ReceiptRow>();
  let states: ReturnType<typeof changedStates> = [];
  if (records.length > 0) {
    const claiming = claimRows(orgId, tx, snapshot, records);
    // What is put together between two statements is put together while the database works on the first.
    const [claim, judged, kept] = await Promise.all([
      claiming,
      nextTurn().then(() => judge(tx, records, claiming, compare)),
      nextTurn()
        .then(() => nextTurn())
        .then(() => records.map((row) => ({ row, kept: toKept(row.record) }))),
    ]);
    for (const row of records) verdicts.set(keyOf(row), verdictOf(row, claim, judged));
    states = changedStates(kept, verdicts, claim.passed);
  }
  const rows = snapshot.rows.map((row) => verdicts.get(keyOf(row)) ?? withoutRecord(row));
  // None of these needs another's answer, so they are under way together, in this order.
  const storing = [storeStates(tx, snapshot, states), storeUnanswered(orgId, tx, snapshot, unanswered)];
  const last = nextTurn().then(() =>
    Promise.all([
      store(tx, rows),
      index(tx, [...states.map(({ id }) => id), ...unanswered.map(({ rowId }) => rowId)]),
    ]),
  );
  const [[result]] = await Promise.all([last, ...storing]);
  return result;
}

function verdictOf(row: RecordRow, claim: Claim, judged: ReadonlyMap<string, ReceiptRow>): ReceiptRow {
  const base = { row_id: row.rowId, job_id: row.jobId };
  const found = judged.get(keyOf(row));
  if (found) return found;
  if (claim.versions.has(row.rowId)) return { ...base, verdict: 'unchanged' };
  const reason = claim.overtaken.has(row.rowId) ? 'newer_refresh' : 'row_changed';
  return { ...base, verdict: 'superseded', reason };
}

function withoutRecord(row: SnapshotRow): ReceiptRow {
  const base = { row_id: row.rowId, job_id: row.jobId };
  if (row.outcome === 'invalid') return { ...base, verdict: 'invalid', reason: row.reason };
  return { ...base, verdict: 'not_returned' };
}

/** The rows that another program has written since their conversations were read: these are compared in full. */
function writtenMeanwhile(rows: readonly RecordRow[], { versions }: Claim): RecordRow[] {
  return rows.flatMap(({ conversationIn, ...row }) =>
    conversationIn !== undefined && versions.has(row.rowId) && versions.get(row.rowId) !== conversationIn
      ? [row]
      : [],
  );
}

/** One statement for all rows, sent behind the claim without waiting for its answer: it reads what was claimed. */
const judgeTogether: Judge = async (tx, rows, claiming, compare) => {
  const [claim, verdicts] = await Promise.all([claiming, compare(tx, rows)]);
  const inFull = await compare(tx, writtenMeanwhile(rows, claim));
  return new Map([...verdicts, ...inFull]);
};

/** What the database refuses (a shorter column, a check, a trigger) makes only its own row invalid. */
const judgeEach: Judge = async (tx, rows, claiming, compare) => {
  const claim = await claiming;
  const inFull = new Map(writtenMeanwhile(rows, claim).map((row) => [keyOf(row), row]));
  const verdicts = new Map<string, ReceiptRow>();
  for (const row of rows) {
    if (!claim.versions.has(row.rowId)) continue;
    try {
      const written = await tx.transaction(async (savepoint) => {
        const result = await compare(savepoint, [inFull.get(keyOf(row)) ?? row]);
        // What an installation checks only at the end of a transaction is checked here, while one row is to blame.
        await savepoint.execute(sql`set constraints all immediate`);
        return result;
      });
      for (const [key, verdict] of written) verdicts.set(key, verdict);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      const base = { row_id: row.rowId, job_id: row.jobId };
      verdicts.set(keyOf(row), { ...base, verdict: 'invalid', reason: reasonOf(refusal) });
    }
  }
  return verdicts;
};

function reasonOf({ by, code }: Refusal): string {
  const what =
    by === 'trigger' ? 'a trigger of the database refused the row' : 'the database refused a value';
  return `${what} (SQLSTATE ${code})`;
}
