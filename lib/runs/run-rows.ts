import 'server-only';

import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { HAS_JOB_ID } from '@/lib/db/columns';
import { ofSelectedTask, selectRows } from '@/lib/jobs/select-rows';
import { type Selection, selectionAddress, toSelection, wholeTask } from '@/lib/jobs/selection';
import { DEFAULT_SORT, selectionQuery } from '@/lib/jobs/selection-input';
import { withWordPlan } from '@/lib/jobs/words/plan';
import type { DbId } from '@/lib/values/db-id';

/** A selection as a run keeps it: its filter alone, as runs go by id. '': the whole task. */
export function queryOfRun({ scope, filter }: Selection): string {
  return selectionAddress({ scope, tab: 'jobs', filter, sort: DEFAULT_SORT });
}

/** The selection that a run keeps. What it keeps does not tell how rare the words are that it asks for. */
async function selectionOfRun(db: Db, taskId: DbId, query: string): Promise<Selection> {
  if (query === '') return wholeTask(taskId);
  const texts = Object.fromEntries(new URLSearchParams(query));
  return withWordPlan(db, toSelection(taskId, z.strictObject(selectionQuery).parse(texts)));
}

/** Rows `t` of batches of a run that failed. */
const failedIn = (runId: SQL): SQL => sql`exists (
  select from callboard.refresh_run_batches b where b.run_id = ${runId} and b.state <> 'done'
    and t.id between b.from_row_id and b.to_row_id and (b.row_ids is null or t.id = any(b.row_ids)))`;

/** Rows `t` that a run never came to. */
const notReachedBy = (orgId: OrgId, runId: SQL): SQL => sql`exists (
  select from callboard.refresh_runs p where p.id = ${runId} and p.organization_id = ${orgId}
    and t.id > p.after_id and t.id <= p.through_id)`;

/**
 * The rows that a run is about, as they stand now: what matches its filter, or, of a run once more, what the one before
 * could not refresh, whether or not it matches still, and what of its filter it never came to. The cursor goes by id: a row
 * that leaves the filter before its turn is not asked about, and moves no other.
 */
export async function rowsOfRun(
  orgId: OrgId,
  db: Db,
  { taskId, query, retryOf }: { taskId: DbId; query: string; retryOf: string | null },
): Promise<{ from: SQL; where: SQL }> {
  const selection = await selectionOfRun(db, taskId, query);
  const { from, where, matches } = selectRows(orgId, selection);
  if (retryOf === null) return { from, where };
  const runId = sql`${retryOf}::uuid`;
  return {
    from,
    where: sql`${ofSelectedTask(orgId, selection)} and ${HAS_JOB_ID}
      and (${failedIn(runId)} or (${notReachedBy(orgId, runId)} and ${matches}))`,
  };
}
