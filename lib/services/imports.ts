import 'server-only';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { logger } from '@/lib/observability/logger';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import { MOST_IDS } from '@/lib/runs/schemas';
import type { BeginImports, JobGroupsQuery } from '@/lib/tasks/import/import-input';
import { workOnImports } from '@/lib/tasks/import/import-worker';
import {
  addTableRows as addTableRowsUseCase,
  beginImports as beginImportsUseCase,
  beginTable as beginTableUseCase,
  getImports as getImportsUseCase,
  listJobGroups as listJobGroupsUseCase,
  setImportSchedule as setImportScheduleUseCase,
  steerImport as steerImportUseCase,
} from '@/lib/tasks/import/imports';
import type {
  ImportsAnswer,
  ImportsBegun,
  JobGroupChoices,
  TableBegun,
  TaskImport,
} from '@/lib/tasks/import/schemas';
import type { BeginTable, TableRows } from '@/lib/tasks/import/table/table-input';
import { deleteOldDrafts } from '@/lib/tasks/import/table/table-repository';
import type { DbId } from '@/lib/values/db-id';

import { announceTask } from './events';
import { outboundbot } from './outboundbot';
import { startRun } from './runs';

// Tasks that are brought in, wired to database and provider; the worker drives them.

export function listJobGroups(
  actor: Actor,
  query: JobGroupsQuery,
  request: ProviderRequest,
): Promise<JobGroupChoices> {
  return listJobGroupsUseCase({ db: database('pages'), outboundbot: outboundbot() }, actor, query, request);
}

export function beginImports(
  actor: Actor,
  input: BeginImports,
  request: ProviderRequest,
): Promise<ImportsBegun> {
  return beginImportsUseCase({ db: database(), outboundbot: outboundbot() }, actor, input, request);
}

export function getImports(actor: Actor): Promise<ImportsAnswer> {
  return withinDatabaseDeadline(() => getImportsUseCase(database('pages'), actor));
}

export function steerImport(
  actor: Actor,
  importId: string,
  action: 'cancel' | 'repeat' | 'begin',
): Promise<TaskImport> {
  return withinDatabaseDeadline(() => steerImportUseCase(database(), actor, importId, action));
}

export function setImportSchedule(
  actor: Actor,
  importId: string,
  everyMinutes: number | null,
): Promise<TaskImport> {
  return withinDatabaseDeadline(() => setImportScheduleUseCase(database(), actor, importId, everyMinutes));
}

export function beginTable(actor: Actor, input: BeginTable): Promise<TableBegun> {
  return withinDatabaseDeadline(() => beginTableUseCase(database(), actor, input));
}

export function addTableRows(actor: Actor, importId: string, rows: TableRows): Promise<{ rows: number }> {
  return withinDatabaseDeadline(() => addTableRowsUseCase(database(), actor, importId, rows));
}

const TIDY_UP_MS = 60 * 60_000;

/** Drives every organization's imports in this process until `stop` aborts; resolves when nothing is under way any more. */
export function workOnTaskImports(stop: AbortSignal): Promise<void> {
  const tidyUp = () =>
    void deleteOldDrafts(database('background')).catch((err: unknown) =>
      logger().warn({ err }, 'tables that nobody has begun could not be deleted'),
    );
  const housekeeping = setInterval(tidyUp, TIDY_UP_MS);
  return workOnImports(
    {
      db: database('background'),
      outboundbot: outboundbot(),
      orgOf: (organizationId) => systemActor(organizationId).orgId,
      onAdded: ({ orgId, taskId }) => announceTask(orgId, taskId),
      onEnd: ({ leased, taskId }) => refreshNewRows(leased, taskId),
      onRound: ({ id, jobGroupId }, end) => logger().info({ importId: id, jobGroupId, end }, 'import'),
      onError: (err, leased) => logger().error({ err, importId: leased?.id }, 'an import could not go on'),
      onUnexpected: (err) => logger().error({ err }, 'an import ended by what nobody expected'),
    },
    stop,
  ).finally(() => clearInterval(housekeeping));
}

/** What a list of jobs does not tell (calls, words, recordings) a refresh brings. The rows are in, whether or not it can begin. */
async function refreshNewRows(
  {
    organizationId,
    startedBy,
    startedByName,
  }: { organizationId: string; startedBy: string; startedByName: string },
  taskId: DbId,
): Promise<void> {
  const asker: Actor = {
    ...systemActor(organizationId),
    userId: startedBy,
    userName: startedByName,
    via: 'session',
  };
  const whole = { taskId, batchSize: MOST_IDS, pauseMs: 0, skipRecording: true, retryOf: null, query: '' };
  await startRun(asker, whole).catch((err: unknown) =>
    logger().warn({ err, taskId }, 'no run could be begun after an import'),
  );
}
