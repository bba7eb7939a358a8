import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { maskText } from '@/lib/values/masking';

import {
  deleteView,
  insertView,
  type NewView,
  type Refused,
  selectView,
  selectViews,
  type StoredView,
  updateView,
  type ViewChange,
} from './repository';
import { MOST_VIEWS, type View } from './views';

export type ViewParts = {
  db: Db;
  /** The keys of a view's query that the list does not understand. */
  unknownIn: (query: string) => string[];
};

const told = ({ unknownIn }: ViewParts, view: StoredView): View => ({
  ...view,
  viewQuery: withoutNumbers(view.viewQuery),
  unknown: unknownIn(view.viewQuery),
});

function written(parts: ViewParts, view: StoredView | Refused): View {
  if (typeof view !== 'string') return told(parts, view);
  if (view === 'not_found') throw new AppError('not_found');
  if (view === 'name_taken') throw new AppError('invalid_input', { field: 'name', message: '已有同名视图' });
  throw new AppError('invalid_input', { field: 'views', message: `最多保存 ${MOST_VIEWS} 个视图` });
}

/** The views that a person has: their own and everybody's. */
export async function listViews(parts: ViewParts, actor: Actor): Promise<View[]> {
  return (await selectViews(actor, parts.db)).map((view) => told(parts, view));
}

/** @throws AppError `not_found`, also for another person's own view */
export async function getView(parts: ViewParts, actor: Actor, id: string): Promise<View> {
  const view = await selectView(actor, parts.db, id);
  if (!view) throw new AppError('not_found');
  return told(parts, view);
}

/**
 * @throws AppError `forbidden` for a shared view by who does not lead; `invalid_input` for a filter that is not known, a
 *   name that is taken (`name`), a full number (`query`), or as many as there may be (`views`)
 */
export async function addView(parts: ViewParts, actor: Actor, view: NewView): Promise<View> {
  if (view.shared && !can(actor.role, 'views.share')) throw new AppError('forbidden');
  assertKnown(parts, view.query);
  return written(parts, await insertView(actor, parts.db, view));
}

/** @throws AppError `not_found` for a view that the person may not change; `invalid_input` as `addView` */
export async function changeView(
  parts: ViewParts,
  actor: Actor,
  id: string,
  change: ViewChange,
): Promise<View> {
  if (change.query !== undefined) assertKnown(parts, change.query);
  return written(parts, await updateView(actor, parts.db, id, change));
}

/** @throws AppError `not_found` for a view that the person may not delete */
export async function removeView(
  { db }: Pick<ViewParts, 'db'>,
  actor: Actor,
  id: string,
): Promise<{ id: string }> {
  if (!(await deleteView(actor, db, id))) throw new AppError('not_found');
  return { id };
}

function assertKnown({ unknownIn }: ViewParts, query: string): void {
  const [unknown] = unknownIn(query);
  if (unknown !== undefined) throw new AppError('invalid_input', { field: unknown });
  const keys = [...new URLSearchParams(query).keys()];
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw new AppError('invalid_input', { field: twice, message: '同一筛选项只能出现一次' });
  if (withoutNumbers(query) !== query) {
    throw new AppError('invalid_input', { field: 'query', message: '视图不能包含完整号码' });
  }
}

/** What people type themselves; the rest of a filter is chosen from lists, ids and spans. */
const TYPED: readonly string[] = ['q', 'caller', 'words', 'label', 'grade'];

/** A view is read by others: a full telephone number in it is hidden, as it is on every screen. */
function withoutNumbers(query: string): string {
  let isHidden = false;
  const shown = [...new URLSearchParams(query)].map(([key, text]) => {
    const masked = TYPED.includes(key) ? maskText(text) : text;
    isHidden ||= masked !== text;
    return [key, masked];
  });
  return isHidden ? new URLSearchParams(shown).toString() : query;
}
