import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { presentRefresh } from '@/lib/jobs/refresh/present-refresh';
import {
  type RefreshDependencies,
  type Refreshed,
  refreshJob as refreshJobUseCase,
  refreshPage as refreshPageUseCase,
} from '@/lib/jobs/refresh/refresh-page';
import type { RefreshAnswer, RefreshInput } from '@/lib/jobs/schemas';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import { deleteOldReceipts } from '@/lib/receipts/stored-receipts';
import { findRecordings } from '@/lib/recordings/find-recordings';

import { inBackground } from './background';
import { outboundbot } from './outboundbot';
import { makePeaksOf } from './recordings';

/** Refreshes one page and answers as `POST /query-task-execution` does. */
export async function refreshPage(
  actor: Actor,
  input: RefreshInput,
  request: ProviderRequest,
): Promise<RefreshAnswer> {
  return answerRefresh(actor, await refreshPageUseCase(refreshDependencies(), actor, input, request));
}

/** Refreshes one job and answers as a page of one row. */
export async function refreshJob(
  actor: Actor,
  rowId: number,
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
  inBackground('old receipts could not be deleted', () =>
    deleteOldReceipts(actor.orgId, database('background')),
  );
  const rowIds = refreshed.rows.flatMap(({ rowId, after: row }) => (row?.recordingUrl ? [rowId] : []));
  if (rowIds.length > 0) {
    inBackground('peaks could not be made ahead', () => makePeaksOf(actor.orgId, rowIds));
  }
  return presentRefresh(refreshed, actor.via);
}
