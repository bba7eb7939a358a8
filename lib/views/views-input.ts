import { z } from 'zod';

import { readLayout, TABLE_PLACES, type TableLayout } from './columns';
import { MOST_NAME, MOST_QUERY, TASK_TYPES } from './views';

const layout = z.unknown().transform((given, issues): TableLayout => {
  const read = readLayout(given);
  if (read) return read;
  issues.addIssue({ code: 'custom', message: '列设置无法识别', input: given });
  return z.NEVER;
});

export const placeQuery = z.strictObject({ place: z.enum(TABLE_PLACES) });

/** `PUT /api/table-layout`; null: as it is for everybody. */
export const layoutInput = z.strictObject({
  place: z.enum(TABLE_PLACES),
  layout: z.union([z.null(), layout]),
});

const name = z.string().trim().min(1).max(MOST_NAME);
const query = z.string().max(MOST_QUERY);
const taskTypes = z.array(z.union(TASK_TYPES.map((type) => z.literal(type)))).max(TASK_TYPES.length);

/** `POST /api/views`. */
export const newViewInput = z.strictObject({
  name,
  query,
  layout,
  shared: z.boolean().default(false),
  task_types: taskTypes.default([]),
});

/** `PATCH /api/views/{id}`: what is absent stays. */
export const viewChangeInput = z.strictObject({
  name: name.optional(),
  query: query.optional(),
  layout: layout.optional(),
  task_types: taskTypes.optional(),
});
