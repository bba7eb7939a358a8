import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import type { RobotChannel } from './queries';

/** Remembers for the row's task on which side the robot is. False for a foreign or missing row. */
export async function storeRobotChannel(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  channel: RobotChannel,
): Promise<boolean> {
  const stored = await db.execute(sql`
    insert into callboard.task_settings (task_id, organization_id, robot_channel)
    select c.id, ${orgId}, ${channel}
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.id = ${rowId}::bigint limit 1
    on conflict (task_id) do update
      set robot_channel = excluded.robot_channel, organization_id = excluded.organization_id
    returning 1`);
  return stored.length > 0;
}

/** Remembers for one call of a row how far its words are from the sound, in ms; replaces what was remembered before. */
export async function storeAudioOffset(
  orgId: OrgId,
  db: Db,
  { rowId, callId, offsetMs }: { rowId: DbId; callId: string; offsetMs: number },
): Promise<void> {
  await db.execute(sql`
    insert into callboard.job_settings (row_id, organization_id, call_id, audio_offset_ms)
    select t.id, ${orgId}, ${callId}, ${offsetMs}
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.id = ${rowId}::bigint limit 1
    on conflict (row_id) do update set organization_id = excluded.organization_id, call_id = excluded.call_id,
      audio_offset_ms = excluded.audio_offset_ms`);
}

/** Forgets what was remembered of a row: the words are placed by guess again. */
export async function deleteAudioOffset(orgId: OrgId, db: Db, rowId: DbId): Promise<void> {
  await db.execute(sql`
    delete from callboard.job_settings where organization_id = ${orgId} and row_id = ${rowId}::bigint`);
}
