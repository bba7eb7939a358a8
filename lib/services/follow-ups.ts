import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import type { FollowUpListName } from '@/lib/follow-ups/limits';
import { listFollowUps as listFollowUpsUseCase } from '@/lib/follow-ups/list-follow-ups';
import { saveFollowUp as saveFollowUpUseCase } from '@/lib/follow-ups/save-follow-up';
import type {
  FollowUpLists,
  FollowUpState,
  FollowUpTemplate,
  SaveFollowUpInput,
  SaveFollowUpResult,
  UndoFollowUpInput,
} from '@/lib/follow-ups/schemas';
import { selectTemplates } from '@/lib/follow-ups/template-repository';
import { addTemplate, removeTemplate } from '@/lib/follow-ups/templates';
import { undoFollowUp as undoFollowUpUseCase } from '@/lib/follow-ups/undo-follow-up';
import type { Walk } from '@/lib/jobs/list/walk';
import { insertEvent } from '@/lib/jobs/events/event-repository';
import { logger } from '@/lib/observability/logger';

// The use cases of follow-ups, wired to the database.

export function saveFollowUp(actor: Actor, input: SaveFollowUpInput): Promise<SaveFollowUpResult> {
  return withinDatabaseDeadline(() =>
    saveFollowUpUseCase({ db: database(), noteEvent: insertEvent }, actor, input),
  );
}

export function listFollowUps(
  actor: Actor,
  query: { list: FollowUpListName; page: number; pageSize: number },
): Promise<FollowUpLists> {
  const onError = (err: unknown) => logger().warn({ err }, 'due follow-ups could not be compared');
  return withinDatabaseDeadline(() =>
    listFollowUpsUseCase({ db: database('pages'), background: database('background'), onError }, actor, {
      ...query,
      now: new Date(),
    }),
  );
}

/** So many rows of a list are walked in one go. */
const LONGEST_WALK = 1000;

/** The rows of a list as they stand now, the earliest due first. */
export async function walkFollowUps(actor: Actor, list: FollowUpListName): Promise<Walk> {
  const { items, pagination } = await listFollowUps(actor, { list, page: 1, pageSize: LONGEST_WALK });
  return { rowIds: items.map(({ rowId }) => rowId), total: pagination.totalCount };
}

/**
 * Takes back a follow-up that was begun a moment ago: the row names the one before it again.
 * @throws AppError as `undoFollowUp` in lib/follow-ups
 */
export function undoFollowUp(actor: Actor, input: UndoFollowUpInput): Promise<FollowUpState> {
  return withinDatabaseDeadline(() =>
    undoFollowUpUseCase({ db: database(), noteEvent: insertEvent }, actor, input),
  );
}

export function listTemplates(actor: Actor): Promise<FollowUpTemplate[]> {
  return withinDatabaseDeadline(() => selectTemplates(actor, database('pages')));
}

export function saveTemplate(
  actor: Actor,
  phrase: { body: string; shared: boolean },
): Promise<FollowUpTemplate> {
  return withinDatabaseDeadline(() => addTemplate({ db: database() }, actor, phrase));
}

export function deleteTemplate(actor: Actor, id: string): Promise<{ id: string }> {
  return withinDatabaseDeadline(() => removeTemplate({ db: database() }, actor, id));
}
