import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { MOST_TEMPLATES } from './limits';
import type { FollowUpTemplate } from './schemas';
import { deleteTemplate, insertTemplate } from './template-repository';

/** @throws AppError `invalid_input` when the person has as many templates as they may */
export async function addTemplate({ db }: { db: Db }, actor: Actor, body: string): Promise<FollowUpTemplate> {
  const template = await insertTemplate(actor, db, body);
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
