import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { bigints, texts } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import type { Snapshot, SnapshotRow } from './snapshot';

/** What the row's own state holds of the refresh before. */
export type KeptState = {
  lastVerdict: string | null;
  answerDigest: string | null;
  recordingLink: string | null;
};

export type Claim = {
  /** The rows that no newer refresh has checked. */
  passed: Map<DbId, KeptState>;
  /** Those that one has. */
  overtaken: Set<DbId>;
  /** The version (xmin) of each row that is locked now: it passed, and is still what was asked for. */
  versions: Map<DbId, string>;
};

/**
 * Lets the rows through that no refresh with a higher number has checked, and locks them. Two statements, sent one
 * behind the other: the lock reads from the database what the first let through.
 */
export async function claimRows(
  orgId: OrgId,
  tx: Tx,
  snapshot: Snapshot,
  rows: readonly SnapshotRow[],
): Promise<Claim> {
  const [numbered, versions] = await Promise.all([
    numberRows(orgId, tx, snapshot, rows),
    lockRows(orgId, tx, snapshot, rows),
  ]);
  return { ...numbered, versions };
}

/** The rows `t` that are still what was asked for: same task, same organization, same `call_job_id`. */
export function asked(orgId: OrgId, taskId: DbId, rows: readonly SnapshotRow[]): SQL {
  const [ids, jobIds] = [rows.map((row) => row.rowId), rows.map((row) => row.jobId)];
  return sql`unnest(${bigints(ids)}, ${texts(jobIds)}) as v(id, job_id)
    join leads_task_list t on t.id = v.id and t.task_id = ${taskId} and t.call_job_id::text = v.job_id
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}`;
}

async function numberRows(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber, checkedAt }: Snapshot,
  rows: readonly SnapshotRow[],
): Promise<Pick<Claim, 'passed' | 'overtaken'>> {
  const result = await tx.execute<{ id: DbId; passed: boolean } & KeptState>(sql`
    with matching as (select distinct t.id from ${asked(orgId, taskId, rows)}),
    gated as (
      insert into callboard.job_states as s (row_id, task_id, check_number, checked_at)
      select id, ${taskId}, ${refreshNumber}, ${checkedAt.toISOString()}::timestamptz from matching order by id
      on conflict (row_id) do update
        set check_number = excluded.check_number, checked_at = excluded.checked_at, task_id = excluded.task_id
        where s.check_number < excluded.check_number
      returning s.row_id, s.last_verdict, s.answer_digest, s.recording_link)
    select row_id as id, true as passed, last_verdict as "lastVerdict", answer_digest as "answerDigest",
      recording_link as "recordingLink" from gated
    union all
    select id, false, null, null, null from matching where id not in (select row_id from gated)`);
  return {
    passed: new Map(result.filter((row) => row.passed).map((row) => [row.id, row])),
    overtaken: new Set(result.filter((row) => !row.passed).map((row) => row.id)),
  };
}

async function lockRows(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber }: Snapshot,
  rows: readonly SnapshotRow[],
): Promise<Claim['versions']> {
  const result = await tx.execute<{ id: DbId; version: string }>(sql`
    select t.id, t.xmin::text as version from ${asked(orgId, taskId, rows)}
    join callboard.job_states s on s.row_id = t.id and s.check_number = ${refreshNumber}
    order by t.id for update of t`);
  return new Map(result.map((row) => [row.id, row.version]));
}
