import 'server-only';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { noteWritten } from '@/lib/jobs/job-index/index-jobs';
import { openIndex } from '@/lib/jobs/job-index/open-index';
import { maskNumberOrNull } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';

import { shanghaiDay } from '@/lib/values/shanghai-day';
import { compareDueFollowUps, findDueCheck } from './due-repository';
import {
  countFollowUps,
  findListed,
  type ListFilter,
  type RawListItem,
  readListed,
  selectFollowUps,
} from './repository';
import { FOLLOW_UP_LISTS, type FollowUpListName } from './limits';
import type { FollowUpListItem, FollowUpLists } from './schemas';

/** So long a page waits for the comparison with the installation's tables; on large ones it goes on without. */
const WAIT_MS = 1_500;
/** A comparison is due again when this many times its own duration has passed, and a second at least. */
const REST_FACTOR = 30;
const LEAST_REST_MS = 1_000;

type Query = { list: FollowUpListName; page: number; pageSize: number; now: Date };
type Parts = {
  db: Db;
  /** For the comparison, which goes on when the page no longer waits. */
  background?: Db;
  onError: (error: unknown) => void;
};

/**
 * The organization's follow-ups that are due on this day of Asia/Shanghai, due before it, or that this person wrote:
 * the one that each row names, the earliest due first. A page past the end is the last one.
 */
export async function listFollowUps(parts: Parts, actor: Actor, query: Query): Promise<FollowUpLists> {
  const { db } = parts;
  const index = await openIndex(db);
  const checkedAt = index ? (index.asOf ?? query.now.toISOString()) : await checkDue(parts, actor);
  const filters = filtersAt(actor, query.now);
  const counted = await Promise.all(
    FOLLOW_UP_LISTS.map((list) => countFollowUps(actor.orgId, db, filters[list], index ? 'index' : 'ours')),
  );
  const counts = Object.fromEntries(
    FOLLOW_UP_LISTS.map((list, at) => [list, counted[at] ?? 0]),
  ) as FollowUpLists['counts'];

  const totalCount = counts[query.list];
  const totalPages = Math.ceil(totalCount / query.pageSize);
  const page = { page: Math.max(1, Math.min(query.page, totalPages)), pageSize: query.pageSize };
  const select = index ? selectIndexed : selectFollowUps;
  const rows = totalCount === 0 ? [] : await select(actor.orgId, db, filters[query.list], page);
  return {
    items: rows.map(toItem),
    pagination: { ...page, totalPages, totalCount },
    counts,
    checkedAt,
  };
}

/** The index finds the rows of a page; what they hold, and whether the list still has them, their tables tell. */
async function selectIndexed(
  orgId: OrgId,
  db: Db,
  filter: ListFilter,
  page: { page: number; pageSize: number },
): Promise<RawListItem[]> {
  const found = await findListed(orgId, db, filter, page);
  const rows = await readListed(orgId, db, filter, found);
  if (rows.length === found.length) return rows;
  // Written by another program that nobody has told of: read again what is behind, and the page with it.
  const there = new Set(rows.map(({ rowId }) => rowId));
  await noteWritten(
    db,
    found.filter((rowId) => !there.has(rowId)),
  );
  await openIndex(db);
  return readListed(orgId, db, filter, await findListed(orgId, db, filter, page));
}

function filtersAt(actor: Actor, now: Date): Record<FollowUpListName, ListFilter> {
  const { start, end } = shanghaiDay(now);
  return {
    today: { dueFrom: start, dueTo: end },
    overdue: { dueFrom: null, dueTo: start },
    mine: { userId: actor.userId },
  };
}

/** Has the list of due follow-ups compared where that is due, and answers when it last was. */
async function checkDue({ db, background = db, onError }: Parts, actor: Actor): Promise<string | null> {
  const last = await findDueCheck(actor.orgId, db);
  const rest = Math.max(LEAST_REST_MS, (last?.durationMs ?? 0) * REST_FACTOR);
  if (last && last.ageMs < rest) return last.finishedAt;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_MS);
  });
  await Promise.race([compareDueFollowUps(actor.orgId, background).catch(onError), patience]);
  clearTimeout(timer);
  return (await findDueCheck(actor.orgId, db))?.finishedAt ?? null;
}

function toItem({ phone, ...item }: RawListItem): FollowUpListItem {
  return {
    ...item,
    taskName: preview(item.taskName, 'name'),
    leadsName: preview(item.leadsName, 'name'),
    remark: preview(item.remark, 'remark'),
    phoneMasked: maskNumberOrNull(phone),
  };
}
