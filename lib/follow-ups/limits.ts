// Apart from the schemas, so that what the browser loads does without zod (31 KB).

/** Characters of a remark and of a template. */
export const REMARK_LIMIT = 4000;
export const TEMPLATE_LIMIT = 200;
/** Characters of a remark that are read of what other programs may have stored. */
export const READ_LIMIT = 20_000;
/** Templates that one person may keep. */
export const MOST_TEMPLATES = 50;

/** `today`: due on this day of Asia/Shanghai; `overdue`: due before it; `mine`: written by the person who asks. */
export const FOLLOW_UP_LISTS = ['today', 'overdue', 'mine'] as const;
export type FollowUpListName = (typeof FOLLOW_UP_LISTS)[number];
