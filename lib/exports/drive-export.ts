import 'server-only';

import { constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';

import { z } from 'zod';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isLockTimeout, isRolledBack } from '@/lib/db/errors';
import { type Selection, toSelection } from '@/lib/jobs/selection';
import { selectionQuery } from '@/lib/jobs/selection-input';
import { withWordPlan } from '@/lib/jobs/words/plan';
import { LeaseLostError, RENEW_MS } from '@/lib/queue/lease';
import { isPassing } from '@/lib/queue/passing';
import type { DbId } from '@/lib/values/db-id';

import {
  enterPart,
  type FilePiece,
  finishExport,
  lastResult,
  type LeasedExport,
  type Part,
  pickRows,
  readResults,
  releaseLease,
  renewLease,
  unwrittenParts,
} from './drive-repository';
import { type FileWriter, fileWriter } from './file-writer';
import type { FetchedRecording } from './formats/recordings';
import type { PartResult } from './formats/types';
import { type ReadRow, readExportRows } from './row-repository';
import { type ExportFailure, MOST_RECORDINGS } from './schemas';
import { fileWords } from './words';

const pack = promisify(gzip);

/** Picking the rows of ten million takes its time; nobody waits for it. What takes longer would take as long again. */
const PICK_MS = 10 * 60_000;
const STATEMENT_MS = 60_000;
/** A statement is cancelled up to so long before its time is over, for the answer to come within it. */
const EARLY_MS = 1_000;
/** Parts whose rows are fetched ahead in one go. */
const AHEAD = 8;
/** What a file may weigh: a ZIP archive without ZIP64 ends below 4 GiB, and the database keeps it. */
export const MOST_BYTES = 2 * 1024 ** 3;
/** What is one row of `export_chunks` at most. */
const PIECE_BYTES = 1024 ** 2;
/** Whoever has died of an export so often dies of it again. */
const MOST_TAKES = 50;

export type ExportDependencies = {
  db: Db;
  /** A recording as a single download gives it, or why there is none; waits while the provider wants fewer calls. */
  fetchRecording: (orgId: OrgId, rowId: DbId, signal: AbortSignal) => Promise<FetchedRecording>;
  /** Told of what ended an export and nobody expected. */
  onUnexpected?: (error: unknown) => void;
  /** How long the rows may take to be picked, in ms. */
  pickMs?: number;
};

/** The rows were not picked in their time. */
class PickTooSlowError extends Error {
  override readonly name = 'PickTooSlowError';
}

/** How the writing ended for this process. */
export type ExportEnd = 'done' | 'failed' | 'stopped' | 'lost';

/**
 * Writes an export of which this process holds the lease, part by part, until it is done, somebody cancels it, `stop`
 * aborts, or the lease is lost. Each part's bytes and the export's counts are committed together and under the fence, so
 * that another process goes on behind the last one whenever this one dies.
 *
 * @throws what the database says when it is out of reach; the lease then lapses, and any process goes on
 */
export async function driveExport(
  dependencies: ExportDependencies,
  orgId: OrgId,
  leased: LeasedExport,
  stop: AbortSignal,
): Promise<ExportEnd> {
  const { db } = dependencies;
  const lost = new AbortController();
  const halt = AbortSignal.any([stop, lost.signal]);
  const renew = async () => {
    const state = await withinDatabaseDeadline(() => renewLease(orgId, db, leased)).catch(() => 'running');
    if (state !== 'running') lost.abort();
  };
  const heartbeat = setInterval(() => void renew(), RENEW_MS);
  const fail = async (error: ExportFailure): Promise<ExportEnd> => {
    await withinDatabaseDeadline(() => finishExport(orgId, db, leased, { error }));
    return 'failed';
  };
  try {
    if (leased.fence > MOST_TAKES) return await fail('Internal');
    const failure = await writeFile(dependencies, orgId, leased, halt);
    if (failure) return await fail(failure);
    if (!halt.aborted) return 'done';
    if (lost.signal.aborted) return 'lost';
    await withinDatabaseDeadline(() => releaseLease(orgId, db, leased));
    return 'stopped';
  } catch (error) {
    if (error instanceof LeaseLostError) return 'lost';
    if (error instanceof PickTooSlowError) return await fail('TooSlow');
    if (halt.aborted || isPassing(error) || isLockTimeout(error) || isRolledBack(error)) {
      if (lost.signal.aborted) return 'lost';
      if (!stop.aborted) throw error;
      await withinDatabaseDeadline(() => releaseLease(orgId, db, leased));
      return 'stopped';
    }
    dependencies.onUnexpected?.(error);
    return await fail('Internal');
  } finally {
    clearInterval(heartbeat);
  }
}

function selectionOf({ taskId, query }: LeasedExport): Selection {
  const texts = Object.fromEntries(new URLSearchParams(query));
  return toSelection(taskId ?? 'all-tasks', z.strictObject(selectionQuery).parse(texts));
}

/** Writes what is missing of the file; answers why it cannot be written, or null. */
async function writeFile(
  dependencies: ExportDependencies,
  orgId: OrgId,
  leased: LeasedExport,
  halt: AbortSignal,
): Promise<ExportFailure | null> {
  const { db, fetchRecording } = dependencies;
  const used = new Set<string>();
  const writer = fileWriter(leased.format, {
    columns: leased.columns,
    words: fileWords(leased.locale),
    madeAt: new Date(leased.createdAt),
    fetchRecording: (rowId) => fetchRecording(orgId, rowId, halt),
    used,
  });
  let { totalRows, parts } = leased;
  if (totalRows === null) {
    ({ totalRows, parts } = await pick(dependencies, orgId, leased, writer));
  }
  if (leased.format === 'zip' && totalRows > MOST_RECORDINGS) return 'TooManyRecordings';
  const before = await ask(() => lastResult(orgId, db, leased));
  if (before && leased.format === 'zip') {
    for await (const result of allResults(orgId, db, leased))
      for (const { name } of result?.entries ?? []) used.add(name);
  }
  let last = before ?? writer.begin(totalRows).result;
  for await (const { part, rows } of readAhead(orgId, db, leased, writer, halt)) {
    const made = await writer.part(rows, last);
    if (halt.aborted) return null;
    const pieces = await piecesOf(writer, made.bytes);
    const { bytes } = await ask(() => enterPart(orgId, db, leased, part, { pieces, result: made.result }));
    if (bytes > MOST_BYTES) return 'TooLarge';
    last = made.result;
  }
  if (halt.aborted) return null;
  const all: PartResult[] = [];
  if (writer.tellsAll) for await (const result of allResults(orgId, db, leased)) all.push(result);
  const pieces = await piecesOf(writer, await writer.end(totalRows, last, all));
  await ask(() => finishExport(orgId, db, { ...leased, parts }, { written: { pieces } }));
  return null;
}

/** @throws PickTooSlowError; LeaseLostError */
async function pick(
  { db, pickMs = PICK_MS }: ExportDependencies,
  orgId: OrgId,
  leased: LeasedExport,
  writer: FileWriter,
): Promise<{ totalRows: number; parts: number }> {
  // The address does not tell how rare the words are that it asks for.
  const selection = await ask(() => withWordPlan(db, selectionOf(leased)));
  const startedAt = performance.now();
  const head = (rows: number) => ({ pieces: writer.begin(rows).bytes.map(plain) });
  try {
    return await withinDatabaseDeadline(
      () => pickRows(orgId, db, leased, selection, { partRows: writer.partRows, head }),
      pickMs,
    );
  } catch (error) {
    const cut = isPassing(error) || isRolledBack(error);
    if (cut && performance.now() - startedAt >= pickMs - EARLY_MS) throw new PickTooSlowError();
    throw error;
  }
}

const ask = <T>(work: () => Promise<T>): Promise<T> => withinDatabaseDeadline(work, STATEMENT_MS);

async function* allResults(orgId: OrgId, db: Db, leased: LeasedExport): AsyncGenerator<PartResult> {
  const limit = 200;
  for (let behind = 0; ; behind += limit) {
    const results = await ask(() => readResults(orgId, db, leased, { behind, limit }));
    yield* results;
    if (results.length < limit) return;
  }
}

/** The rows of the parts that are missing, in order; those of the next one are read while one is written, and no more. */
async function* readAhead(
  orgId: OrgId,
  db: Db,
  leased: LeasedExport,
  writer: FileWriter,
  halt: AbortSignal,
): AsyncGenerator<{ part: Part; rows: ReadRow[] }> {
  const read = async (part: Part) => ({
    part,
    rows: await ask(() => readExportRows(orgId, db, part.rowIds, writer.reads)),
  });
  let behind = 0;
  let next: ReturnType<typeof read> | null = null;
  for (;;) {
    const parts = await ask(() => unwrittenParts(orgId, db, leased, { behind, limit: AHEAD }));
    for (const part of parts) {
      const reading = read(part);
      // It is awaited one part later, or never.
      reading.catch(() => {});
      if (next) yield await next;
      next = reading;
      behind = part.number;
      if (halt.aborted) return;
    }
    if (parts.length < AHEAD) break;
  }
  if (next) yield await next;
}

const plain = (bytes: Buffer): FilePiece => ({ bytes, packed: false, sentBytes: bytes.length });

/** A part's bytes as rows of the database, none larger than a piece. */
async function piecesOf({ packs }: FileWriter, parts: readonly Buffer[]): Promise<FilePiece[]> {
  const whole = Buffer.concat(parts);
  const pieces: FilePiece[] = [];
  for (let from = 0; from < whole.length; from += PIECE_BYTES) {
    const bytes = whole.subarray(from, from + PIECE_BYTES);
    pieces.push(
      packs
        ? {
            bytes: await pack(bytes, { level: constants.Z_BEST_SPEED }),
            packed: true,
            sentBytes: bytes.length,
          }
        : plain(bytes),
    );
  }
  return pieces;
}
