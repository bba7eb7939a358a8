import {
  type Facet,
  type FacetCounts,
  FOLLOW_CHOICES,
  INTEREST_CHOICES,
  RECORDING_CHOICES,
  STATUS_CHOICES,
  VERDICT_CHOICES,
} from '@/lib/jobs/selection-values';
import { CALL_RESULT_GROUPS, callResultGroup, resultsOf } from '@/lib/values/provider-words';

/** One thing to choose; `within`: it belongs to the group before it. */
export type Choice = { value: string; within: boolean };

const FIXED: Partial<Record<Facet, readonly string[]>> = {
  status: STATUS_CHOICES,
  follow: FOLLOW_CHOICES,
  interest: INTEREST_CHOICES,
  verdict: VERDICT_CHOICES,
  recording: RECORDING_CHOICES,
};
/** Always offered, whether or not there is one just now. */
const COMMON: ReadonlySet<string> = new Set(['Scheduling', 'Executing', 'Succeeded', 'Failed']);

/**
 * What can be chosen in a facet: what there is, what is chosen, and what people look for first. Call results stand
 * under their groups, grades as the robot calls them.
 */
export function choicesOf(
  facet: Facet,
  counts: FacetCounts | undefined,
  chosen: readonly string[],
): Choice[] {
  const there = counts?.[facet] ?? {};
  const isOffered = (value: string) => (there[value] ?? 0) > 0 || chosen.includes(value);
  const single = (value: string): Choice => ({ value, within: false });
  if (facet === 'result') {
    const groups = CALL_RESULT_GROUPS.flatMap((group) => [
      single(group),
      ...resultsOf(group)
        .filter(isOffered)
        .map((value) => ({ value, within: true })),
    ]);
    return [...groups, ...['none', 'other'].filter(isOffered).map(single)].filter(
      ({ value, within }) => within || callResultGroup(value) === null,
    );
  }
  const fixed = FIXED[facet];
  if (!fixed) {
    const values = new Set([...Object.keys(there), ...chosen].filter((value) => value !== 'none'));
    return [...[...values].toSorted(), 'none'].map(single);
  }
  const isOpen = facet === 'status';
  return fixed.filter((value) => !isOpen || COMMON.has(value) || isOffered(value)).map(single);
}
