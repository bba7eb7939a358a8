import type { TableLayout } from './columns';

// Saved views as people have them; also loads in the browser.

export const MOST_NAME = 60;
export const MOST_QUERY = 2_000;
/** Own views of one person, and shared ones of one organization. */
export const MOST_VIEWS = 100;
/** The kinds of task that a view can be the first one of: `call_tasks.task_type`. */
export const TASK_TYPES = [1, 2, 3, 4, 5] as const;

export type View = {
  id: string;
  name: string;
  /** Everybody of the organization has it. */
  shared: boolean;
  /** Who made it; null: somebody who is not here any more. */
  by: string | null;
  /** Filter and sort as an address has them, see `selectionText`. */
  viewQuery: string;
  layout: TableLayout;
  /** The kinds of task that begin with it. */
  taskTypes: number[];
  /** What of its filter and sort is not known any more: such a view shows no rows until that is taken out. */
  unknown: string[];
  /** Whether the reader may change and delete it. */
  mayChange: boolean;
};

/** `all` in an address: no view, whatever a task begins with. */
export const NO_VIEW = 'all';

/**
 * Whether the server gives a list's address filters when it is left with this view alone (`viewToOpen`), so that taking
 * all of them away has to say that no view is meant.
 *
 * @param views undefined: not known yet
 */
export function opensFilters(
  views: readonly View[] | undefined,
  { view, isTask }: { view: string | null; isTask: boolean },
): boolean {
  if (view === NO_VIEW) return false;
  if (view === null) return isTask && (views ?? []).some(({ taskTypes }) => taskTypes.length > 0);
  return views?.find(({ id }) => id === view)?.viewQuery !== '';
}

/** The view that a task begins with: the reader's own one before everybody's. */
export function firstView(views: readonly View[], taskType: number | null): View | null {
  const ofType = views.filter(({ taskTypes }) => taskType !== null && taskTypes.includes(taskType));
  return ofType.find(({ shared }) => !shared) ?? ofType.at(0) ?? null;
}
