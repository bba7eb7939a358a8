import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { selectLabelNames } from '@/lib/jobs/list/label-repository';
import { findTask } from '@/lib/jobs/task-repository';
import { unknownKeys } from '@/lib/jobs/selection-keys';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';
import type { TableLayout, TablePlace } from '@/lib/views/columns';
import type { NewView, ViewChange } from '@/lib/views/repository';
import { selectLayout, writeLayout } from '@/lib/views/repository';
import * as views from '@/lib/views/save-views';
import { firstView, type View } from '@/lib/views/views';

// How a person's table looks, and the views that they keep of it.

const parts = (pool: 'pages' | 'requests' = 'pages'): views.ViewParts => ({
  db: pool === 'pages' ? database('pages') : database(),
  unknownIn: unknownKeys,
});

/** Null: the person chose nothing here. */
export function readLayout(actor: Actor, place: TablePlace): Promise<{ layout: TableLayout | null }> {
  return withinDatabaseDeadline(async () => ({
    layout: await selectLayout(actor, database('pages'), place),
  }));
}

export function setLayout(actor: Actor, place: TablePlace, layout: TableLayout | null): Promise<void> {
  return withinDatabaseDeadline(() => writeLayout(actor, database(), place, layout));
}

/** Under which names the robot has noted something of late. @throws AppError `not_found` for a foreign task */
export async function listLabelNames(actor: Actor, taskId: DbId | null): Promise<string[]> {
  return withinDatabaseDeadline(async () => {
    const db = database('pages');
    if (taskId !== null && !(await findTask(actor.orgId, db, taskId))) throw new AppError('not_found');
    return selectLabelNames(actor.orgId, db, taskId);
  });
}

export function listViews(actor: Actor): Promise<{ views: View[] }> {
  return withinDatabaseDeadline(async () => ({ views: await views.listViews(parts(), actor) }));
}

/** A list's address as far as views are concerned: what it asks for beside a view. */
export type ViewAsked = { view: string | null; isBare: boolean };

/**
 * The view whose filters an address is to be given: the one that it names and nothing else, or, of a task's bare address,
 * the one that tasks of its kind begin with. Null: the address stays as it is.
 */
export async function viewToOpen(
  actor: Actor,
  taskId: DbId | null,
  { view, isBare }: ViewAsked,
): Promise<{ id: string; viewQuery: string } | null> {
  if (!isBare) return null;
  if (view !== null) {
    const named = await getView(actor, view).catch((error: unknown) => {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    });
    return named && named.viewQuery !== '' ? named : null;
  }
  if (taskId === null) return null;
  return withinDatabaseDeadline(async () => {
    const task = await findTask(actor.orgId, database('pages'), taskId);
    return task?.type ? firstView(await views.listViews(parts(), actor), task.type) : null;
  });
}

/** @throws AppError as the use cases of lib/views */
export function getView(actor: Actor, id: string): Promise<View> {
  return withinDatabaseDeadline(() => views.getView(parts(), actor, id));
}

/** @throws AppError as the use cases of lib/views */
export function addView(actor: Actor, view: NewView): Promise<View> {
  return withinDatabaseDeadline(() => views.addView(parts('requests'), actor, view));
}

/** @throws AppError as the use cases of lib/views */
export function changeView(actor: Actor, id: string, change: ViewChange): Promise<View> {
  return withinDatabaseDeadline(() => views.changeView(parts('requests'), actor, id, change));
}

/** @throws AppError as the use cases of lib/views */
export function removeView(actor: Actor, id: string): Promise<{ id: string }> {
  return withinDatabaseDeadline(() => views.removeView(parts('requests'), actor, id));
}
