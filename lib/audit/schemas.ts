import type { DbId } from '@/lib/values/db-id';
/**
 * What people did, by what it was: saw a number, heard or took a recording or a file, asked for one, changed something,
 * steered calls or runs.
 */
export const AUDIT_KINDS = ['saw', 'played', 'took', 'exported', 'changed', 'steered'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Deeds that the pages have words for; another one is shown by its name. */
export const AUDIT_ACTIONS = [
  ...(['number.revealed', 'number.searched', 'recording.sent', 'recording.played'] as const),
  ...(['recording.downloaded', 'export.started', 'export.cancelled', 'export.taken'] as const),
  ...(['audit.exported', 'follow-up.saved', 'run.started', 'run.paused', 'run.resumed'] as const),
  ...(['run.cancelled', 'import.started', 'import.cancelled', 'import.scheduled'] as const),
  ...(['schedule.changed', 'schedule.moves-task-type', 'task.moved', 'task.move-taken-back'] as const),
  ...(['leads.assigned', 'number.requested', 'number.allowed', 'number.refused'] as const),
  ...(['matches.applied', 'matches.undone', 'matches.discarded'] as const),
  'provider.limit',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditEntry = {
  /** Its place in the log, for what comes before it. */
  cursor: string;
  at: string;
  kind: AuditKind;
  action: string;
  userId: string | null;
  by: string | null;
  task: { id: DbId; name: string | null } | null;
  rowId: DbId | null;
  /** What else is on record, as names and values: a reason, a format, how many rows. */
  details: { name: string; value: string }[];
};

export type AuditPage = {
  entries: AuditEntry[];
  /** Where the older ones begin; null: there are none. */
  next: string | null;
};

export type AuditPeople = { id: string; name: string }[];
