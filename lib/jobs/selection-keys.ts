import { z } from 'zod';

import { selectionQuery } from './selection-input';

const query = z.strictObject(selectionQuery).omit({ tab: true });

/** The keys of an address's filter and sort that are not known, or whose values are not: [] where all is understood. */
export function unknownKeys(text: string): string[] {
  const parsed = query.safeParse(Object.fromEntries(new URLSearchParams(text)));
  if (parsed.success) return [];
  const keys = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')],
  );
  return [...new Set(keys)];
}
