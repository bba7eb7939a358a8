import { hiddenParts, maskJson } from '@/lib/jobs/masking';

import type { FollowUpValues } from './schemas';

// A browser sees remarks with their numbers masked, so it sends them back masked. Both directions are made good here.

type Known = Iterable<string | null | undefined>;

/** Whether two remarks are the same to somebody who sees them masked. */
export function sameRemark(a: string, b: string, known: Known = []): boolean {
  const numbers = [...known];
  return maskJson(a, numbers) === maskJson(b, numbers);
}

/** The values of `a` that differ from those of `b`. */
export function differences(
  a: FollowUpValues,
  b: FollowUpValues,
  known: Known = [],
): (keyof FollowUpValues)[] {
  const fields: (keyof FollowUpValues)[] = [];
  if (!sameRemark(a.remark, b.remark, known)) fields.push('remark');
  if (!sameTime(a.nextFollowTime, b.nextFollowTime)) fields.push('nextFollowTime');
  if (a.isArrive !== b.isArrive) fields.push('isArrive');
  if (a.interest !== b.interest) fields.push('interest');
  return fields;
}

function sameTime(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : Date.parse(a) === Date.parse(b);
}

/**
 * Puts back what was masked when the remark was shown: where `text` still holds the masked form of a number of
 * `original`, the number itself is kept.
 */
export function restoreHidden(text: string, original: string, known: Known = []): string {
  const queues = new Map<string, string[]>();
  for (const { full, shown } of hiddenParts(original, known)) {
    queues.set(shown, [...(queues.get(shown) ?? []), full]);
  }
  let restored = text;
  for (const [shown, queue] of queues) {
    const pieces = restored.split(shown);
    const last = queue.at(-1) ?? shown;
    restored = pieces
      .map((piece, index) => (index === 0 ? piece : (queue[index - 1] ?? last) + piece))
      .join('');
  }
  return restored;
}
