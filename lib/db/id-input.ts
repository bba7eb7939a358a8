import { z } from 'zod';

import { type DbId, isPastNumbers, readDbId } from '@/lib/values/db-id';

/**
 * A row's id in JSON: what `number` reads, past 2^53 its decimal text. Nothing is coerced: "54" is none. What is missing
 * or wrong is told as of any other number.
 */
export function idOr(number: z.ZodType<number>) {
  return z.unknown().transform((value, issues): DbId => {
    if (isPastNumbers(value)) return value;
    const parsed = number.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { message: _, ...issue } of parsed.error.issues) {
      issues.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    }
    return z.NEVER;
  });
}

export const idInput = idOr(z.int().min(1));

/** A row's id as it stands in an address; one that no row can have is no id. */
export const idInAddress = z.string().transform((text, issues): DbId => {
  const id = readDbId(text);
  if (id !== null) return id;
  issues.addIssue({ code: 'invalid_format', format: 'regex', input: text });
  return z.NEVER;
});
