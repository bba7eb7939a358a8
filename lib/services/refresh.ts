import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { listRefreshedJobs } from '@/lib/jobs/list/list-jobs';
import { presentReceipt, presentRefresh } from '@/lib/jobs/refresh/present-refresh';
import {
  type PageToRefresh,
  refreshChosen,
  type Refreshed,
  refreshJob as refreshJobUseCase,
  refreshPage as refreshPageUseCase,
  refreshSelected,
} from '@/lib/jobs/refresh/refresh-page';
import type { RefreshDependencies } from '@/lib/jobs/refresh/refresh-steps';
import type { RefreshInput } from '@/lib/jobs/refresh/refresh-input';
import type { RefreshAnswer, RefreshedPage } from '@/lib/jobs/schemas';
import { logger } from '@/lib/observability/logger';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import type { Receipt } from '@/lib/receipts/schemas';
import { deleteOldReceipts } from '@/lib/receipts/stored-receipts';
import { findRecordings } from '@/lib/recordings/find-recordings';
import type { DbId } from '@/lib/values/db-id';

import { inBackground } from './background';
import { announceTask } from './events';
import { writeWordsSoon } from './job-index';
import { outboundbot } from './outboundbot';
import { makePeaksOf } from './recordings';
import { selectionFor } from './selections';

/** Refreshes one page and answers as `POST /query-task-execution` does. */
export async function refreshPage(
  actor: Actor,
  input: RefreshInput,
  request: ProviderRequest,
): Promise<RefreshAnswer> {
  return answerRefresh(actor, await refreshPageUseCase(refreshDependencies(), actor, input, request));
}

/**
 * Refreshes one page of a task's selection and answers with the receipt and that page, so that nothing has to be asked
 * twice. A page that cannot be read afterwards is null: the refresh took place all the same.
 *
 * @throws AppError as `refreshSelected`, and what `selectionFor` throws
 */
export async function refreshSelection(
  actor: Actor,
  { skipRecording = false, ...asked }: Omit<PageToRefresh, 'skipRecording'> & { skipRecording?: boolean },
  request: ProviderRequest,
): Promise<RefreshedPage> {
  const { scope } = asked.selection;
  const selection = { ...(await selectionFor(actor, asked.selection)), scope };
  const page = { ...asked, selection };
  const refreshed = await refreshSelected(refreshDependencies(), actor, { ...page, skipRecording }, request);
  beginChores(actor, refreshed);
  const rowIds = refreshed.rows.map(({ rowId }) => rowId);
  const read = () =>
    listRefreshedJobs(
      { db: database('pages'), onNoteError },
      actor,
      { ...page, page: refreshed.page },
      rowIds,
    );
  return {
    receipt: presentReceipt(refreshed, actor.via),
    page: await withinDatabaseDeadline(read).catch((err: unknown) => {
      logger().warn({ err }, 'a refreshed page could not be read');
      return null;
    }),
  };
}

const onNoteError = (err: unknown) => logger().warn({ err }, 'a look at a page could not be noted');

/** Refreshes chosen rows of a task and answers with their receipt. @throws AppError as `refreshChosen` */
export async function refreshRows(
  actor: Actor,
  chosen: { taskId: DbId; rowIds: readonly DbId[] },
  request: ProviderRequest,
): Promise<{ receipt: Receipt }> {
  const refreshed = await refreshChosen(refreshDependencies(), actor, chosen, request);
  beginChores(actor, refreshed);
  return { receipt: presentReceipt(refreshed, actor.via) };
}

/** Refreshes one job and answers as a page of one row. */
export async function refreshJob(
  actor: Actor,
  rowId: DbId,
  request: ProviderRequest,
): Promise<RefreshAnswer> {
  return answerRefresh(actor, await refreshJobUseCase(refreshDependencies(), actor, rowId, request));
}

/** What the steps of a refresh need, for a person and for a run alike. */
export function refreshDependencies(): RefreshDependencies {
  const provider = outboundbot();
  return {
    db: database(),
    outboundbot: provider,
    findRecordings: (wanted, options) => findRecordings({ outboundbot: provider, wanted, ...options }),
  };
}

function answerRefresh(actor: Actor, refreshed: Refreshed): RefreshAnswer {
  beginChores(actor, refreshed);
  return presentRefresh(refreshed, actor.via);
}

/** What nobody waits for. */
function beginChores(actor: Actor, refreshed: Refreshed): void {
  if (refreshed.receipt.rows.some(({ verdict }) => verdict === 'updated')) {
    announceTask(actor.orgId, refreshed.task.id);
    writeWordsSoon();
  }
  inBackground('old receipts could not be deleted', () =>
    deleteOldReceipts(actor.orgId, database('background')),
  );
  const rowIds = refreshed.rows.flatMap(({ rowId, after: row }) => (row?.recordingUrl ? [rowId] : []));
  if (rowIds.length > 0) {
    inBackground('peaks could not be made ahead', () => makePeaksOf(actor.orgId, rowIds));
  }
}
