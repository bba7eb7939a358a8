import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { beginning, isoUtc, texts } from '@/lib/db/columns';
import { KIND_OF_DEED } from '@/lib/db/schema/people';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { type AuditQuery, cursorOf } from './audit-input';
import type { AuditEntry, AuditKind, AuditPeople } from './schemas';

/** What stands in the time-lines of jobs alone: a number that was shown, and what a refresh brought, stand elsewhere too. */
const EVENT_KINDS = sql`('played', 'downloaded', 'follow_up')`;
/** What those can be: for any other kind they are not read. */
const KINDS_OF_EVENTS: readonly AuditKind[] = ['played', 'took', 'changed'];
const KIND_OF_EVENT = sql`case kind when 'played' then 'played' when 'downloaded' then 'took' else 'changed' end`;
const ACTION_OF_EVENT = sql`case kind when 'follow_up' then 'follow-up.saved' else 'recording.' || kind end`;

const MICROS = sql`(extract(epoch from at) * 1000000)::bigint`;

type Raw = {
  micros: string;
  source: 'a' | 'e';
  id: string;
  at: string;
  kind: AuditKind;
  action: string;
  userId: string | null;
  by: string | null;
  taskId: DbId | null;
  taskName: string | null;
  rowId: DbId | null;
  subject: Record<string, unknown> | null;
};

/** One table's part of the log: what matches, and what comes before the cursor in the order of both. */
function conditions(
  source: 'a' | 'e',
  { who, kind, task, at, before }: AuditQuery,
  columns: { kind: SQL; ofTask: (task: NonNullable<AuditQuery['task']>) => SQL },
): SQL {
  const all = [sql`true`];
  if (who) all.push(sql`user_id = ${who}::uuid`);
  if (kind) all.push(sql`${columns.kind} = ${kind}`);
  if (task) all.push(columns.ofTask(task));
  if (at?.from) all.push(sql`at >= ${at.from.toISOString()}::timestamptz`);
  if (at?.to) all.push(sql`at < ${at.to.toISOString()}::timestamptz`);
  if (before) {
    const time = sql`(to_timestamp(0) + ${before.micros}::bigint * interval '1 microsecond')`;
    const same =
      source < before.source
        ? sql`true`
        : source > before.source
          ? sql`false`
          : sql`id < ${before.id}::bigint`;
    all.push(sql`at <= ${time} and (at < ${time} or ${same})`);
  }
  return sql.join(all, sql` and `);
}

/** The newest deeds in an organization that match, of the audit log and of the time-lines of its jobs. */
export async function selectAudit(
  orgId: OrgId,
  db: Db,
  query: AuditQuery,
  limit: number,
): Promise<AuditEntry[]> {
  const ofLog = conditions('a', query, {
    kind: KIND_OF_DEED,
    ofTask: (task) => sql`subject->>'task_id' = ${String(task)}`,
  });
  const ofEvents = conditions('e', query, {
    kind: KIND_OF_EVENT,
    ofTask: (task) => sql`task_id = ${String(task)}::bigint`,
  });
  const events = sql`
      union all
      (select 'e', id, at, ${KIND_OF_EVENT}, ${ACTION_OF_EVENT}, user_id, user_name, task_id::text, row_id, null
        from callboard.job_events where organization_id = ${orgId} and kind in ${EVENT_KINDS} and ${ofEvents}
        order by at desc, id desc limit ${limit})`;
  const canBeEvents = query.kind === undefined || KINDS_OF_EVENTS.includes(query.kind);
  const rows = await db.execute<Raw>(sql`
    select ${MICROS}::text as micros, source, d.id::text as id, ${isoUtc(sql`at`)} as at, d.kind, action, user_id as "userId",
      coalesce(user_name, (select u.name from callboard.users u where u.id = d.user_id)) as by,
      c.id as "taskId", c.name as "taskName", row_id as "rowId", subject
    from (
      (select 'a' as source, id, at, ${KIND_OF_DEED} as kind, action, user_id, null::text as user_name,
          subject->>'task_id' as task_id, (subject->>'row_id')::bigint as row_id, subject
        from callboard.audit_log where organization_id = ${orgId} and ${ofLog} order by at desc, id desc limit ${limit})${canBeEvents ? events : sql``}) d
    left join lateral (
      select t.id, ${beginning(sql`t.task_name`)} as name from call_tasks t
      where t.id = case when d.task_id ~ '^\\d{1,19}$' and d.task_id::numeric <= 9223372036854775807
        then d.task_id::bigint end and t.organization_id = ${orgId} limit 1) c on true
    order by d.at desc, source desc, d.id desc limit ${limit}`);
  return rows.map(toEntry);
}

/** What of a deed's subject is shown beside task and row; ids of things that no page shows are left out. */
const SHOWN = ['who', 'reason', 'format', 'rows', 'query', 'total', 'jobs'];

function toEntry({ micros, source, id, taskId, taskName, subject, ...entry }: Raw): AuditEntry {
  const details = SHOWN.flatMap((name) => {
    const value = subject?.[name];
    return (typeof value === 'string' && value !== '') || typeof value === 'number'
      ? [{ name, value: String(value) }]
      : [];
  });
  return {
    ...entry,
    cursor: cursorOf({ micros, source, id }),
    task: taskId === null ? null : { id: taskId, name: preview(taskName, 'name') },
    details,
  };
}

/** Who belongs to the organization. */
export async function selectPeople(orgId: OrgId, db: Db): Promise<AuditPeople> {
  const rows = await db.execute<AuditPeople[number]>(sql`
    select u.id, u.name from callboard.memberships m join callboard.users u on u.id = m.user_id
    where m.organization_id = ${orgId} order by u.name, u.id limit 500`);
  return [...rows];
}

/** Notes that somebody took the log away as a file, and by which filter. */
export async function insertAuditExport(
  actor: Actor,
  db: Db,
  filter: readonly string[],
  address: string,
): Promise<void> {
  await db.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}::uuid, 'audit.exported',
      jsonb_build_object('filter', to_jsonb(${texts(filter)})), ${address})`);
}
