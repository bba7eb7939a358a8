import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { shownRemark } from '@/lib/follow-ups/compare';
import { isObject } from '@/lib/values/json';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import {
  hasRefusedWords,
  readCalls,
  readContacts,
  readConversation,
  readExtras,
  readSummary,
} from './job-detail';
import { findJob } from './job-repository';
import { findLastCheck } from './last-check-repository';
import { findNeighbours } from './place-repository';
import { selectRow } from '../list/list-repository';
import type { JobDetail } from '../schemas';
import { type Selection, wholeTask } from '../selection';

/**
 * One job with everything that is known of it.
 *
 * @param selection in whose order its neighbours are
 * @throws AppError `not_found`, also for another organization's row
 */
export async function getJob(
  { db }: { db: Db },
  actor: Actor,
  rowId: DbId,
  selection: Selection = wholeTask('own-task'),
): Promise<JobDetail> {
  const [row, job, lastCheck, neighbours] = await Promise.all([
    selectRow(actor.orgId, db, rowId),
    findJob(actor.orgId, db, rowId),
    findLastCheck(actor.orgId, db, rowId),
    findNeighbours(actor.orgId, db, selection, rowId),
  ]);
  if (!row || !job) throw new AppError('not_found');

  const providerJob = isObject(job.providerJob) ? job.providerJob : {};
  const calls = readCalls(providerJob);
  return {
    row,
    task: { id: job.taskId, name: preview(job.taskName, 'name') },
    callId: job.callId,
    calls,
    contacts: readContacts(providerJob),
    summary: readSummary(providerJob.Summary),
    extras: readExtras(providerJob.Extras),
    failureReason: typeof providerJob.FailureReason === 'string' ? providerJob.FailureReason || null : null,
    conversation: readConversation(job.conversation, calls.at(-1)?.actualTime ?? null),
    wordsRefused: hasRefusedWords(providerJob),
    followUps: job.followUps.map((followUp) => ({
      ...followUp,
      leads_remark: followUp.leads_remark && shownRemark(followUp.leads_remark),
    })),
    lastCheck,
    ...neighbours,
  };
}
