import 'server-only';

import { type Actor, budgetKey } from '@/lib/auth/actor';
import { speaksForAccount } from '@/lib/auth/people/provider-account';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import {
  type CallOptions,
  deadlineAt,
  type ListedJobGroup,
  type OutboundBot,
  ProviderError,
  type ProviderRequest,
} from '@/lib/outboundbot/types';

import type { BeginTable, TableRows } from './table/table-input';
import { beginStaged, findSameFile, insertStagedRows, insertTable } from './table/table-repository';
import type { BeginImports, JobGroupsQuery } from './import-input';
import {
  cancelImport,
  findImports,
  findStandings,
  type GroupStanding,
  insertImport,
  listImports,
  repeatImport,
  scheduleImport,
} from './import-repository';
import { requireOwners } from './import-owners';
import {
  GROUPS_A_PAGE,
  type ImportsAnswer,
  type ImportsBegun,
  isOver,
  type JobGroupChoices,
  type LeftOutGroup,
  type TableBegun,
  type TaskImport,
} from './schemas';

const DEADLINE_MS = 12_000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export type ImportSources = { db: Db; outboundbot: Pick<OutboundBot, 'listJobGroups' | 'findJobGroup'> };

/** @throws AppError `forbidden`: which groups of the account are this organization's, nobody has said */
async function requireProvider(
  actor: Actor,
  db: Db,
  message = '本机构未开放从服务商导入，请管理员用 npm run org:set -- --provider-import on 开放',
): Promise<void> {
  if (await withinDatabaseDeadline(() => speaksForAccount(actor.orgId, db))) return;
  throw new AppError('forbidden', { message });
}

/**
 * A row with a job id brings whatever the provider's account has of that job, as a group does.
 *
 * @throws AppError `forbidden`
 */
function requireProviderForJobs(actor: Actor, db: Db): Promise<void> {
  return requireProvider(
    actor,
    db,
    '本机构未开放从服务商导入，表格不能带作业 ID，请管理员用 npm run org:set -- --provider-import on 开放',
  );
}

const optionsFor = (actor: Actor, { startedAt, gone }: ProviderRequest): CallOptions => ({
  caller: { orgId: actor.orgId, actorId: budgetKey(actor), class: 'person', gone },
  ...deadlineAt(startedAt + DEADLINE_MS),
});

/**
 * A page of the provider's job groups, each with what is known of it here. Groups of other organizations are left out.
 *
 * @throws AppError `forbidden`. ProviderError, NoTurnError, CallerGoneError
 */
export async function listJobGroups(
  { db, outboundbot }: ImportSources,
  actor: Actor,
  { q, state, page }: JobGroupsQuery,
  request: ProviderRequest,
): Promise<JobGroupChoices> {
  await requireProvider(actor, db);
  await request.spend();
  const { items, totalCount } = await outboundbot.listJobGroups(
    { page, pageSize: GROUPS_A_PAGE, search: q, states: state ? [state] : [] },
    optionsFor(actor, request),
  );
  const standings = await withinDatabaseDeadline(() =>
    findStandings(
      actor.orgId,
      db,
      items.map(({ id }) => id),
    ),
  );
  const groups = items.flatMap((group) => {
    const standing = standings.get(group.id);
    return standing?.foreign ? [] : [toChoice(group, standing)];
  });
  const hasNext = totalCount === null ? items.length === GROUPS_A_PAGE : page * GROUPS_A_PAGE < totalCount;
  return { groups, page, hasNext };
}

function toChoice({ scriptId: _script, ...group }: ListedJobGroup, standing: GroupStanding | undefined) {
  const known = standing?.importId ? 'imported' : standing?.taskId != null ? 'task' : 'new';
  return { ...group, standing: known, taskId: standing?.taskId ?? null } as const;
}

/**
 * Begins to bring groups in as tasks; one that has been is looked at once more for newer jobs. Each is asked for by its id
 * first: the name and the state are the provider's own, and what is not there, or another organization's, is told alike.
 *
 * @throws AppError `forbidden`; `not_found` for an owner who does not work here. ProviderError other than `not_found`, NoTurnError, CallerGoneError: nothing was begun
 */
export async function beginImports(
  { db, outboundbot }: ImportSources,
  actor: Actor,
  { job_group_ids: ids, every_minutes: everyMinutes, owners }: BeginImports,
  request: ProviderRequest,
): Promise<ImportsBegun> {
  await requireProvider(actor, db);
  await requireOwners(actor.orgId, db, owners);
  await request.spend();
  const options = optionsFor(actor, request);
  const found = await Promise.all(
    ids.map(async (id) => {
      const group = await outboundbot.findJobGroup(id, options).catch((error: unknown) => {
        if (error instanceof ProviderError && error.kind === 'not_found') return null;
        throw error;
      });
      return { id, group };
    }),
  );
  return withinDatabaseDeadline(async () => {
    const standings = await findStandings(actor.orgId, db, ids);
    const begun: string[] = [];
    const leftOut: LeftOutGroup[] = [];
    for (const { id, group } of found) {
      const standing = standings.get(id);
      if (!group || standing?.foreign) {
        leftOut.push({ id, reason: 'not_found' });
      } else if (standing?.taskId != null && !standing.importId) {
        leftOut.push({ id, reason: 'task' });
      } else {
        const importId = await insertImport(actor, db, group, { everyMinutes, owners });
        if (importId) begun.push(importId);
        else leftOut.push({ id, reason: 'under_way' });
      }
    }
    return { imports: await findImports(actor.orgId, db, begun), leftOut };
  });
}

export async function getImports(db: Db, actor: Actor): Promise<ImportsAnswer> {
  const [may, imports] = await Promise.all([speaksForAccount(actor.orgId, db), listImports(actor.orgId, db)]);
  return { mayAskProvider: may, imports };
}

/** @throws AppError `not_found` */
async function getImport(db: Db, actor: Actor, importId: string): Promise<TaskImport> {
  const [found] = UUID.test(importId) ? await findImports(actor.orgId, db, [importId]) : [];
  if (!found) throw new AppError('not_found');
  return found;
}

/**
 * Ends an import that is under way (what is in stays in), looks once more for newer jobs, or begins a table whose rows are
 * all there.
 *
 * @throws AppError `not_found`; `run_over`: it has come to its end meanwhile
 */
export async function steerImport(
  db: Db,
  actor: Actor,
  importId: string,
  action: 'cancel' | 'repeat' | 'begin',
): Promise<TaskImport> {
  if (action === 'begin' && UUID.test(importId)) await beginStaged(actor, db, importId);
  const { id } = await getImport(db, actor, importId);
  const steered =
    action === 'begin' ||
    (await (action === 'cancel' ? cancelImport(actor, db, id) : repeatImport(actor, db, id)));
  const now = await getImport(db, actor, id);
  // Somebody else was quicker with the same thing: that is what was wanted.
  if (!steered && action === 'cancel' && isOver(now.state) && now.state !== 'cancelled')
    throw new AppError('run_over');
  return now;
}

/** @throws AppError `not_found` */
export async function setImportSchedule(
  db: Db,
  actor: Actor,
  importId: string,
  everyMinutes: number | null,
): Promise<TaskImport> {
  const { id } = await getImport(db, actor, importId);
  await scheduleImport(actor, db, id, everyMinutes);
  return getImport(db, actor, id);
}

/**
 * Makes room for the rows of a table. The very same file is not brought in twice unless that is said.
 *
 * @throws AppError `forbidden`: it has job ids, and the organization may not ask the provider; `not_found` for an owner
 *   who does not work here
 */
export async function beginTable(db: Db, actor: Actor, input: BeginTable): Promise<TableBegun> {
  if (input.has_jobs) await requireProviderForJobs(actor, db);
  await requireOwners(actor.orgId, db, input.owners);
  const isKnown =
    !input.again && input.file_hash !== '' && (await findSameFile(actor.orgId, db, input.file_hash)) !== null;
  return { id: isKnown ? null : await insertTable(actor, db, input) };
}

/**
 * Keeps rows of a table, so that it is brought in as a whole or not at all. Sent again, they are kept once.
 *
 * @throws AppError `not_found`: no such table is on its way, or it has fewer rows. `forbidden`: some have job ids, and the
 * organization may not ask the provider
 */
export async function addTableRows(
  db: Db,
  actor: Actor,
  importId: string,
  rows: TableRows,
): Promise<{ rows: number }> {
  if (rows.rows.some(({ jobId }) => jobId !== null)) await requireProviderForJobs(actor, db);
  const kept = UUID.test(importId) && (await insertStagedRows(actor.orgId, db, importId, rows));
  if (!kept) throw new AppError('not_found');
  return { rows: rows.rows.length };
}
