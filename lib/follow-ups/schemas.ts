import { z } from 'zod';

import { type FollowUpListName, REMARK_LIMIT, TEMPLATE_LIMIT } from './limits';

const rowId = z.int().min(1);
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
  rowId,
  /** The follow-up to be changed; null makes a new one. */
  followUpId: z.int().min(1).nullable(),
  /** What the row held when this writing began. `currentId`: its follow-up then. */
  base: z.object({ currentId: z.int().min(1).nullable(), values: followUpValues }),
  values: followUpValues,
  /** Values that were sent before and whose answer never came. */
  unconfirmed: followUpValues.nullable(),
});
export type SaveFollowUpInput = z.infer<typeof saveFollowUpInput>;

export const undoFollowUpInput = z.object({
  rowId,
  /** The follow-up that is taken back. */
  followUpId: z.int().min(1),
});
export type UndoFollowUpInput = z.infer<typeof undoFollowUpInput>;

/** What a row holds, numbers masked as everywhere in a browser. */
export type FollowUpState = {
  followUp: FollowUpEntry | null;
  interest: number | null;
  /** Whether the person who asks wrote it. */
  byMe: boolean;
  /** When it was last saved in Callboard, ISO UTC. */
  savedAt: string | null;
};

/**
 * `conflict`: somebody else saved meanwhile; nothing was written. `beside`: somebody else began a new follow-up at the
 * same time as this new one; both are kept, and the row names this one.
 */
export type SaveFollowUpResult =
  | { outcome: 'saved'; state: FollowUpState; beside?: FollowUpEntry }
  | { outcome: 'conflict'; theirs: FollowUpState };

export const saveTemplateInput = z.object({
  body: z.string().trim().min(1).max(TEMPLATE_LIMIT).transform(storable),
  /** For everybody of the organization. */
  shared: z.boolean().default(false),
});
export const deleteTemplateInput = z.object({ id: z.uuid() });
/** `shared`: one of the team's. `mayRemove`: by the person who asks. */
export type FollowUpTemplate = { id: string; body: string; shared: boolean; mayRemove: boolean };

/** A row of a task whose follow-up is in a list. */
export type FollowUpListItem = {
  rowId: number;
  taskId: number;
  taskName: string | null;
  leadsName: string | null;
  phoneMasked: string | null;
  callStatus: string | null;
  interest: number | null;
  nextFollowTime: string | null;
  followTime: string | null;
  remark: string | null;
  by: string | null;
};

export type FollowUpLists = {
  items: FollowUpListItem[];
  pagination: { page: number; pageSize: number; totalPages: number; totalCount: number };
  counts: Record<FollowUpListName, number>;
  /** Until when follow-ups of other programs are in the lists; null: they are being looked for, for the first time. */
  checkedAt: string | null;
};

export type FollowData = {
  id: number;
  leads_id: string;
  follow_time: string | null;
  leads_remark: string | null;
  new_follow_time: string | null;
  next_follow_time: string | null;
  is_arrive: number | null;
};

/** A follow-up as the screens show it: with who wrote it, when that was in Callboard. */
export type FollowUpEntry = FollowData & { by: string | null };
