import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { speaksForAccount } from '@/lib/auth/people/provider-account';
import { can } from '@/lib/auth/permissions';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { lowerLimit, readBudget } from './budget';
import { insertLimitAudit, readAccountCalls, readCalls, WEATHER_MINUTES } from './weather-repository';
import { CALL_CLASSES, type CallFigures, type ProviderWeather } from './weather-schemas';

const NONE: CallFigures = { calls: 0, succeeded: 0, throttled: 0, p95Ms: null };

/**
 * How the provider has answered the actor's organization, what may be asked now, and the account's sum to administrators
 * of who speaks for it.
 */
export async function getWeather(db: Db, actor: Actor): Promise<ProviderWeather> {
  const mayLimit = can(actor.role, 'provider.limit');
  const [{ figures, codes, spans }, budget, speaks] = await Promise.all([
    readCalls(actor.orgId, db),
    readBudget(db),
    mayLimit && speaksForAccount(actor.orgId, db),
  ]);
  const account = speaks ? await readAccountCalls(db) : null;
  const of = (name: string | null): CallFigures => {
    const found = figures.find((one) => one.class === name);
    return found
      ? {
          ...NONE,
          calls: found.calls,
          succeeded: found.succeeded,
          throttled: found.throttled,
          p95Ms: found.p95Ms,
        }
      : NONE;
  };
  return {
    minutes: WEATHER_MINUTES,
    all: of(null),
    byClass: CALL_CLASSES.map((name) => ({ class: name, ...of(name) })),
    ...{ codes, spans, budget, account },
    isAccountOfOthers: mayLimit && !speaks,
  };
}

/**
 * Lowers the account's calls a second while everything runs, or (null) gives them back: for all organizations that share it.
 *
 * @throws AppError `forbidden` for an organization that does not speak for the account; `invalid_input`: higher than what was set up, or no limit is in use
 */
export async function setProviderLimit(
  db: Db,
  actor: Actor,
  { to, address }: { to: number | null; address: string },
): Promise<{ to: number | null }> {
  await db.transaction(async (tx) => {
    if (!(await speaksForAccount(actor.orgId, tx))) throw new AppError('forbidden');
    const budget = await readBudget(tx);
    if (!budget)
      throw new AppError('invalid_input', {
        message: '没有设置查询速率上限（OUTBOUNDBOT_MAX_RPS），无从调低',
      });
    if (to !== null && to > budget.setUp)
      throw new AppError('invalid_input', {
        field: 'to',
        message: `不能高于设置的上限：每秒 ${budget.setUp} 次`,
      });
    await lowerLimit(tx, to);
    await insertLimitAudit(actor, tx, to, address);
  });
  return { to };
}
