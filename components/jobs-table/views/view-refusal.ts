import type { RequestFailed } from '@/lib/browser/fetch-json';
import { SELECTION_KEYS } from '@/lib/jobs/list/search-params';

/**
 * What of a view was refused: its name is taken; its filter holds a full number or is too long; there are as many as
 * there may be; its filter is not known. Null: it is none of these.
 */
export function viewRefusal({
  kind,
  field,
}: Pick<RequestFailed, 'kind' | 'field'>): 'name' | 'number' | 'full' | 'filter' | null {
  if (kind !== 'invalid_input' || field === null) return null;
  if (field === 'name') return 'name';
  if (field === 'query') return 'number';
  if (field === 'views') return 'full';
  return SELECTION_KEYS.some((key) => key === field) ? 'filter' : null;
}
