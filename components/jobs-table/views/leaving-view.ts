import { selectionText, type SelectionTexts } from '@/lib/jobs/list/search-params';
import { NO_VIEW, opensFilters, type View } from '@/lib/views/views';

type Viewed = SelectionTexts & { view: string | null };

/**
 * A change of a list's address; one that takes the last filter away also leaves the view: left alone in the address, the
 * view would give it its filters again at the next load.
 */
export function leavingView<T extends Partial<Viewed>>(
  now: Viewed,
  change: T,
  { views, isTask }: { views: readonly View[] | undefined; isTask: boolean },
): T | (T & { view: string }) {
  if (change.view !== undefined) return change;
  const isEmptied = selectionText(now) !== '' && selectionText({ ...now, ...change }) === '';
  return isEmptied && opensFilters(views, { view: now.view, isTask }) ? { ...change, view: NO_VIEW } : change;
}
