import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { bigints } from '@/lib/db/columns';
import { maskText } from '@/lib/values/masking';
import { isoTime } from '@/lib/values/times';
import type { DbId } from '@/lib/values/db-id';

import { readConversation } from '../detail/job-detail';
import type { JobRow } from '../schemas';
import type { JobFilter } from '../selection';
import { hitsInContext } from './hits';

/** Rows of a search with their hits in context, masked for every reader as the other previews of a list are. */
export async function withHits(
  orgId: OrgId,
  db: Db,
  { words, by, part, match }: JobFilter,
  rows: JobRow[],
): Promise<JobRow[]> {
  if (!words || match === 'none' || rows.length === 0) return rows;
  const ids = rows.map(({ rowId }) => rowId);
  const read = await db.execute<{ rowId: DbId; conversation: unknown; actualTime: unknown }>(sql`
    select t.id as "rowId", callboard.as_jsonb(t.call_conversation) as conversation,
      s.provider_job #> '{Tasks,-1,ActualTime}' as "actualTime"
    from leads_task_list t left join callboard.job_states s on s.row_id = t.id
    where t.id = any(${bigints(ids)})
      and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})`);
  const hits = new Map(
    read.map(({ rowId, conversation, actualTime }) => {
      const sentences = readConversation(conversation, isoTime(actualTime)).map((sentence) => ({
        ...sentence,
        text: maskText(sentence.text),
      }));
      return [rowId, hitsInContext(sentences, { terms: words.terms, by, part })];
    }),
  );
  return rows.map((row) => ({ ...row, hits: hits.get(row.rowId) ?? { count: 0, first: [] } }));
}
