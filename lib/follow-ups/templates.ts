import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { MOST_TEMPLATES } from './limits';
import type { FollowUpTemplate } from './schemas';
import { deleteTemplate, insertTemplate } from './template-repository';

/** @throws AppError `forbidden` for a phrase of the team's by who does not lead; `invalid_input` when there are as many as there may be */
export async function addTemplate(
  { db }: { db: Db },
  actor: Actor,
  phrase: { body: string; shared: boolean },
): Promise<FollowUpTemplate> {
  if (phrase.shared && !can(actor.role, 'phrases.share')) throw new AppError('forbidden');
  const template = await insertTemplate(actor, db, phrase);
  if (!template) {
    throw new AppError('invalid_input', { field: 'body', message: `最多保存 ${MOST_TEMPLATES} 条常用语` });
  }
  return template;
}

/** @throws AppError `not_found`, also for another person's template */
export async function removeTemplate({ db }: { db: Db }, actor: Actor, id: string): Promise<{ id: string }> {
  if (!(await deleteTemplate(actor, db, id))) throw new AppError('not_found');
  return { id };
}
