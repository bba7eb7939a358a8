import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { bigints, isoUtc } from '@/lib/db/columns';
import { FACTS, type Needs, TOLD_DURATION } from '@/lib/jobs/row-facts';
import { rowsWith } from '@/lib/jobs/select-rows';
import type { DbId } from '@/lib/values/db-id';

import type { ExportColumn } from './schemas';

/** Longer texts are cut: a cell of Excel holds 32,767 characters. */
export const MOST_READ = 33_000;

type Read = { value: SQL; needs?: Needs };

const text = (column: SQL): SQL => sql`nullif(left((${column})::text, ${sql.raw(String(MOST_READ))}), '')`;
const STATE: Needs = { state: true };
const FOLLOW_UP: Needs = { followUp: true };

/** What is read for each column. */
const READS: Record<ExportColumn, Read> = {
  rowId: { value: sql`t.id` },
  task: { value: text(sql`c.task_name`) },
  lead: { value: text(sql`t.leads_name`) },
  phone: { value: text(sql`t.leads_phone`) },
  leadsId: { value: text(sql`t.leads_id`) },
  jobId: { value: text(sql`t.call_job_id`) },
  callStatus: { value: text(sql`t.call_status`) },
  callResult: { value: sql`s.call_result`, needs: STATE },
  grade: { value: FACTS.grade.column, needs: STATE },
  interest: { value: FACTS.interest.column },
  follow: { value: FACTS.follow.column, needs: FOLLOW_UP },
  nextFollowUp: { value: isoUtc(sql`f.next_follow_time`), needs: FOLLOW_UP },
  remark: { value: text(sql`f.leads_remark`), needs: FOLLOW_UP },
  callingNumber: { value: text(sql`t.calling_number`) },
  planned: { value: isoUtc(sql`t.planed_time`) },
  called: { value: isoUtc(sql`s.provider_time`), needs: STATE },
  // The sentences' times are measured where they come for nothing: by the database that is half of what a row costs.
  duration: {
    value: sql`coalesce(to_jsonb(${TOLD_DURATION}),
      jsonb_path_query_array(callboard.as_jsonb(t.call_conversation), 'lax $[*].Timestamp'))`,
    needs: STATE,
  },
  attempts: { value: FACTS.attempts.column, needs: STATE },
  changed: { value: isoUtc(sql`s.changed_at`), needs: STATE },
  checked: { value: isoUtc(sql`s.checked_at`), needs: STATE },
  verdict: { value: FACTS.verdict.column, needs: STATE },
  recording: { value: FACTS.recording.column },
  turns: {
    value: sql`case when jsonb_typeof(callboard.as_jsonb(t.call_conversation)) = 'array'
      then jsonb_array_length(callboard.as_jsonb(t.call_conversation)) else 0 end`,
  },
  labels: { value: sql`s.provider_job->'Summary'`, needs: STATE },
  conversation: {
    value: sql`jsonb_build_object('words', callboard.as_jsonb(t.call_conversation),
      'startedAt', s.provider_job #> '{Tasks,-1,ActualTime}')`,
    needs: STATE,
  },
};

/** A row as it was read, by its columns, unmasked: `present-rows` makes of it what leaves. */
export type ReadRow = { id: DbId } & Partial<Record<ExportColumn, unknown>>;

/** These rows in this order, those that are gone left out. */
export async function readExportRows(
  orgId: OrgId,
  db: Db,
  rowIds: readonly DbId[],
  columns: readonly ExportColumn[],
): Promise<ReadRow[]> {
  const needs = columns.map((column) => READS[column].needs ?? {});
  const values = columns.map((column) => {
    return sql`${READS[column].value} as ${sql.identifier(column)}`;
  });
  const rows = await db.execute<ReadRow>(sql`
    select t.id, ${sql.join(values, sql`, `)}
    from ${rowsWith(needs)}
    -- One of them: an installation may hold a task twice.
    cross join lateral (
      select c.task_name from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId} limit 1) c
    where t.id = any(${bigints(rowIds)})`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return rowIds.flatMap((id) => byId.get(id) ?? []);
}
