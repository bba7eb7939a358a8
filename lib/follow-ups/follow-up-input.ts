import { z } from 'zod';

import { idInput } from '@/lib/db/id-input';

import { REMARK_LIMIT, TEMPLATE_LIMIT } from './limits';

// Apart from what a browser loads, as lib/runs/run-input.ts.

const code = z.int().min(-32_768).max(32_767).nullable();

/** What PostgreSQL cannot keep in a text becomes U+FFFD, as it does in what the provider says. */
function storable(text: string): string {
  return text
    .replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\0/g, '\uFFFD')
    .replaceAll(/\r\n?/g, '\n');
}

const followUpValues = z.object({
  remark: z.string().max(REMARK_LIMIT).transform(storable),
  /** ISO UTC. */
  nextFollowTime: z.iso
    .datetime()
    .refine((time) => time >= '2000' && time < '2100', { error: '不在 2000 至 2100 年之间' })
    .nullable(),
  isArrive: code,
  interest: code,
});
/** What a person notes on a lead: `interest` is the row's `is_interested`, the rest the follow-up's own. */
export type FollowUpValues = z.infer<typeof followUpValues>;

export const saveFollowUpInput = z.object({
  rowId: idInput,
  /** The follow-up to be changed; null makes a new one. */
  followUpId: idInput.nullable(),
  /** What the row held when this writing began. `currentId`: its follow-up then. */
  base: z.object({ currentId: idInput.nullable(), values: followUpValues }),
  values: followUpValues,
  /** Values that were sent before and whose answer never came. */
  unconfirmed: followUpValues.nullable(),
});
export type SaveFollowUpInput = z.infer<typeof saveFollowUpInput>;

export const undoFollowUpInput = z.object({
  rowId: idInput,
  /** The follow-up that is taken back. */
  followUpId: idInput,
});
export type UndoFollowUpInput = z.infer<typeof undoFollowUpInput>;

export const saveTemplateInput = z.object({
  body: z.string().trim().min(1).max(TEMPLATE_LIMIT).transform(storable),
  /** For everybody of the organization. */
  shared: z.boolean().default(false),
});
export const deleteTemplateInput = z.object({ id: z.uuid() });
