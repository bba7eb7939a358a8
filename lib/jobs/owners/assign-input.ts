import { z } from 'zod';

import { idInput } from '@/lib/db/id-input';

import { MOST_PEOPLE, MOST_ROWS } from './owners';

/** `POST /api/lead-owners`. */
export const assignSchema = z
  .object({
    /** Who is to follow the leads up; several share them evenly, in the order of the list; nobody: they are nobody's again. */
    to: z.array(z.uuid()).max(MOST_PEOPLE),
    /** Leads that are somebody's stay theirs: only those of nobody are given, and they alone are shared evenly. */
    keep_owners: z.boolean().default(false),
    /** These rows, */
    row_ids: z.array(idInput).min(1).max(MOST_ROWS).optional(),
    /** or every row that an address's filter shows, of one task or of all. */
    selection: z.object({ task_id: idInput.nullable(), query: z.string().max(4000).default('') }).optional(),
  })
  .refine(({ row_ids: rows, selection }) => (rows === undefined) !== (selection === undefined), {
    path: ['row_ids'],
    error: 'row_ids 与 selection 必须且只能有一个',
  })
  .refine(({ to, keep_owners: keepOwners }) => !keepOwners || to.length > 0, {
    path: ['keep_owners'],
    error: '保留现有负责人时，to 不能为空',
  });
