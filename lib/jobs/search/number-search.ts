import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { reaches } from '@/lib/auth/permissions';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { findRevealSetting } from '../detail/reveal-repository';
import { insertNumberSearchAudit } from './audit-repository';

export type NumberSearchDependencies = {
  db: Db;
  /** Which numbers a person has looked for a moment ago: the next page of a search is no other one. */
  known: {
    has: (actor: Actor, digest: string) => Promise<boolean>;
    add: (actor: Actor, digest: string) => Promise<void>;
  };
  /** Counts one number more. Throws AppError `rate_limited`. */
  count: (actor: Actor) => Promise<void>;
  /** What stands for a number where the number itself must not: nobody without the secret can find it by trying. */
  digest: (number: string) => string;
};

/**
 * Whether a person may look for a lead by a whole number. Who sees `138****8000` would learn the rest with a few
 * thousand tries, so it is for those who may see full numbers, counts as one of them, and is written to the audit log
 * (never the number itself). The first three and last four digits, which everybody sees, are free.
 *
 * @throws AppError `forbidden` by the organization's setting, `rate_limited`
 */
export async function allowNumberSearch(
  { db, known, count, digest }: NumberSearchDependencies,
  actor: Actor,
  number: string,
): Promise<void> {
  // A token is given full numbers in every answer.
  if (actor.via === 'token') return;
  const { role } = await findRevealSetting(actor.orgId, db);
  if (!reaches(actor.role, role)) {
    throw new AppError('forbidden', {
      field: 'q',
      message: '没有查看完整号码的权限，请按号码前三位或后四位搜索',
    });
  }
  const hidden = digest(number);
  if (await known.has(actor, hidden)) return;
  await count(actor);
  await insertNumberSearchAudit(actor, db, hidden);
  await known.add(actor, hidden);
}
