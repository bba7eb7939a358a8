import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { describeJob, DescribedAnswers } from '@/lib/jobs/detail/describe-job';
import { getJob as getJobUseCase } from '@/lib/jobs/detail/get-job';
import { findJobPlace, findNeighbours } from '@/lib/jobs/detail/place-repository';
import type { JobsSummary } from '@/lib/jobs/insights/summary';
import { facetsOf, listJobs as listJobsUseCase, summaryOf } from '@/lib/jobs/list/list-jobs';
import type { Walk } from '@/lib/jobs/list/walk';
import { walkJobs as walkJobsUseCase } from '@/lib/jobs/list/walk-jobs';
import type { DescribedCalls, JobDetail, JobPlace, JobsPage, TimelineEvent } from '@/lib/jobs/schemas';
import type { SelectedPage, Selection } from '@/lib/jobs/selection';
import type { FacetCounts } from '@/lib/jobs/selection-values';
import { jobTimeline } from '@/lib/jobs/timeline/timeline';
import { logger } from '@/lib/observability/logger';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import { outboundbot } from './outboundbot';
import { selectionFor } from './selections';

const onNoteError = (err: unknown) => logger().warn({ err }, 'a look at a page could not be noted');

/** @throws AppError `not_found`, and what `selectionFor` throws */
export async function listJobs(actor: Actor, page: SelectedPage): Promise<JobsPage> {
  const selection = await selectionFor(actor, page.selection);
  return withinDatabaseDeadline(() =>
    listJobsUseCase({ db: database('pages'), onNoteError }, actor, { ...page, selection }),
  );
}

/** How many rows of a selection have each value that can be chosen. @throws AppError as `listJobs` */
export async function getFacets(actor: Actor, asked: Selection): Promise<FacetCounts> {
  const selection = await selectionFor(actor, asked);
  return withinDatabaseDeadline(() => facetsOf({ db: database('pages') }, actor, selection));
}

/** What a selection comes to. @throws AppError as `listJobs` */
export async function getSummary(
  actor: Actor,
  asked: Selection,
  wanted: { charts: boolean },
): Promise<JobsSummary> {
  const selection = await selectionFor(actor, asked);
  return withinDatabaseDeadline(() => summaryOf({ db: database('pages') }, actor, selection, wanted));
}

/** The rows of a selection as they stand now, in its order. @throws AppError as `listJobs` */
export async function walkJobs(actor: Actor, asked: Selection): Promise<Walk> {
  const selection = await selectionFor(actor, asked);
  return withinDatabaseDeadline(() => walkJobsUseCase({ db: database('pages') }, actor, selection));
}

/** @param asked the selection in whose order the job's neighbours are */
export async function getJob(actor: Actor, rowId: DbId, asked: Selection): Promise<JobDetail> {
  const selection = await selectionFor(actor, asked);
  return withinDatabaseDeadline(() => getJobUseCase({ db: database('pages') }, actor, rowId, selection));
}

/**
 * Where a job stands in a selection.
 * @throws AppError `not_found`
 */
export async function getJobPlace(actor: Actor, rowId: DbId, asked: Selection): Promise<JobPlace> {
  const selection = await selectionFor(actor, asked);
  const [place, neighbours] = await withinDatabaseDeadline(() =>
    Promise.all([
      findJobPlace(actor.orgId, database('pages'), selection, rowId),
      findNeighbours(actor.orgId, database('pages'), selection, rowId),
    ]),
  );
  if (!place) throw new AppError('not_found');
  return { ...place, ...neighbours };
}

export function getTimeline(actor: Actor, rowId: DbId): Promise<TimelineEvent[]> {
  return withinDatabaseDeadline(() => jobTimeline({ db: database('pages') }, actor, rowId));
}

const answers = new DescribedAnswers();

/** Every attempt of a job with what the provider's DescribeJob tells of it. */
export function getCalls(actor: Actor, rowId: DbId, request: ProviderRequest): Promise<DescribedCalls> {
  const onStoreError = (err: unknown) => logger().warn({ err, rowId }, 'a job’s calls could not be kept');
  return describeJob(
    { db: database('pages'), outboundbot: outboundbot(), answers, onStoreError },
    actor,
    rowId,
    request,
  );
}
