import { MORE, previewText } from '@/lib/values/masking';

import { READ_LIMIT, REMARK_LIMIT } from './limits';
import type { FollowUpValues } from './schemas';

// A browser sees remarks masked and sends them back so. What it sends is compared with what it was shown and never with
// what is stored: a difference between the two would tell a hidden number to whoever guesses.

/** A stored remark as every browser is shown it: masked, and its beginning only where it is longer than one may be. */
export function shownRemark(stored: string): string {
  return previewText(stored, REMARK_LIMIT, READ_LIMIT);
}

/** Whether a stored remark is shown with its beginning only. */
export function isShownInPart(stored: string): boolean {
  const shown = shownRemark(stored);
  return shown.length > 0 && shown.endsWith(MORE) && (stored.length >= READ_LIMIT || !stored.endsWith(MORE));
}

/** Whether two remarks look the same to whoever is shown them. */
export function sameRemark(a: string, b: string): boolean {
  return shownRemark(a) === shownRemark(b);
}

type Field = keyof FollowUpValues;

/** The values of `a` that look different from those of `b`. */
export function differences(a: FollowUpValues, b: FollowUpValues): Field[] {
  return [...(sameRemark(a.remark, b.remark) ? [] : ['remark' as const]), ...otherDifferences(a, b)];
}

/** The values that a person changed, seen from what they were shown of what is held. */
export function changesTo(held: FollowUpValues, values: FollowUpValues): Field[] {
  const same = values.remark === shownRemark(held.remark);
  return [...(same ? [] : ['remark' as const]), ...otherDifferences(values, held)];
}

function otherDifferences(a: FollowUpValues, b: FollowUpValues): Field[] {
  const fields: Field[] = [];
  if (!sameTime(a.nextFollowTime, b.nextFollowTime)) fields.push('nextFollowTime');
  if (a.isArrive !== b.isArrive) fields.push('isArrive');
  if (a.interest !== b.interest) fields.push('interest');
  return fields;
}

function sameTime(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : Date.parse(a) === Date.parse(b);
}
