import 'server-only';

import { type Actor, budgetKey } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { goneTogether } from '@/lib/outboundbot/gone-together';
import {
  deadlineAt,
  type OutboundBot,
  ProviderError,
  type ProviderJob,
  type ProviderRequest,
} from '@/lib/outboundbot/types';
import { isObject } from '@/lib/values/json';
import type { DbId } from '@/lib/values/db-id';

import { type DescribableJob, findDescribableJob, storeDescribedJob } from './described-repository';
import { readDetailedCalls, readNextExecutionTime } from './detailed-calls';
import type { DescribedCalls } from '../schemas';
import { withoutConversations } from '../refresh/to-record';

/** From the request. */
const DEADLINE_MS = 8_000;
/** An answer is good for so long. */
const FRESH_MS = 30_000;
/** Answers with their conversations; more than people open within half a minute. */
const MOST_KEPT = 64;

export type DescribeDependencies = {
  db: Db;
  outboundbot: Pick<OutboundBot, 'describeJob'>;
  answers: DescribedAnswers;
  /** Hears of an answer that could not be kept. */
  onStoreError: (error: unknown) => void;
};

/** DescribeJob's answers of the last half minute, conversations included; one that is under way is shared. */
export class DescribedAnswers {
  private readonly kept = new Map<string, Kept>();

  /** Whether `get` would not ask. */
  has(jobId: string, since: number): boolean {
    return this.find(jobId, since) !== undefined;
  }

  /**
   * @param since epoch ms: what was asked for before it is asked for again
   * @param gone of the one who asks; what several wait for is given up when all have gone
   */
  get(
    jobId: string,
    since: number,
    gone: AbortSignal,
    ask: (allGone: AbortSignal) => Promise<ProviderJob>,
  ): Kept['answer'] {
    const known = this.find(jobId, since);
    if (known) {
      known.asking?.join(gone);
      return known.answer;
    }
    const asking = goneTogether(gone);
    const answer = ask(asking.signal).then((job) => {
      delete entry.asking;
      return { job, at: new Date() };
    });
    const entry: Kept = { at: Date.now(), answer, asking };
    this.kept.delete(jobId);
    this.kept.set(jobId, entry);
    answer.catch(() => this.kept.get(jobId) === entry && this.kept.delete(jobId));
    for (const [oldest, { at }] of this.kept) {
      if (this.kept.size <= MOST_KEPT && Date.now() - at < FRESH_MS) break;
      this.kept.delete(oldest);
    }
    return answer;
  }

  private find(jobId: string, since: number): Kept | undefined {
    const known = this.kept.get(jobId);
    const isGood = known && Date.now() - known.at < FRESH_MS && known.at >= since;
    // One whose askers have all gone is about to fail.
    return isGood && !known.asking?.signal.aborted ? known : undefined;
  }
}

type Kept = {
  at: number;
  answer: Promise<{ job: ProviderJob; at: Date }>;
  /** Until there is an answer. */
  asking?: ReturnType<typeof goneTogether>;
};

/**
 * Every attempt of one job with what DescribeJob tells of it. When DescribeJob fails, what it or
 * ListJobs said last is answered with the failure beside it.
 *
 * @throws AppError `not_found`, also for another organization's row; `rate_limited`. NoTurnError; CallerGoneError
 */
export async function describeJob(
  { db, outboundbot, answers, onStoreError }: DescribeDependencies,
  actor: Actor,
  rowId: DbId,
  { startedAt, gone, spend }: ProviderRequest,
): Promise<DescribedCalls> {
  const row = await withinDatabaseDeadline(() => findDescribableJob(actor.orgId, db, rowId));
  if (!row) throw new AppError('not_found');
  const { jobId } = row;
  if (jobId === null) return toDescribedCalls(row, null, row.checkedAt);

  try {
    // A refresh brought news since: the calls beside it must not be older.
    const since = row.checkedAt === null ? 0 : Date.parse(row.checkedAt);
    if (!answers.has(jobId, since)) await spend();
    const { job, at } = await answers.get(jobId, since, gone, (allGone) =>
      outboundbot.describeJob(jobId, {
        caller: { orgId: actor.orgId, actorId: budgetKey(actor), class: 'person', gone: allGone },
        ...deadlineAt(startedAt + DEADLINE_MS),
      }),
    );
    if (row.describedAt === null || Date.parse(row.describedAt) < at.getTime()) {
      // What could not be kept is missing only when the provider fails some day.
      await withinDatabaseDeadline(() =>
        storeDescribedJob(actor.orgId, db, rowId, jobId, withoutConversations(job)),
      ).catch(onStoreError);
    }
    return toDescribedCalls(row, job, at.toISOString());
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { code, message, requestId } = error;
    return { ...toDescribedCalls(row, ...lastKnown(row)), error: { code, message, requestId } };
  }
}

/** DescribeJob's last answer, unless ListJobs has told something newer since. */
function lastKnown(row: DescribableJob): [job: Record<string, unknown> | null, at: string | null] {
  const { describedAt, checkedAt } = row;
  const isNewest = describedAt !== null && (checkedAt === null || describedAt >= checkedAt);
  return isNewest && isObject(row.describedJob) ? [row.describedJob, describedAt] : [null, checkedAt];
}

function toDescribedCalls(
  row: DescribableJob,
  described: Record<string, unknown> | null,
  describedAt: string | null,
): DescribedCalls {
  const job = described ?? (isObject(row.providerJob) ? row.providerJob : {});
  const stored = row.callId === null ? null : { callId: row.callId, conversation: row.conversation };
  return {
    calls: readDetailedCalls(job, stored),
    next_execution_time: readNextExecutionTime(job),
    described_at: describedAt,
  };
}
