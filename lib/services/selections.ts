import 'server-only';

import { createHmac } from 'node:crypto';

import type { Actor } from '@/lib/auth/actor';
import { countTry, createLimiter } from '@/lib/auth/sign-in/rate-limit';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { allowNumberSearch } from '@/lib/jobs/search/number-search';
import type { Selection } from '@/lib/jobs/selection';
import { withWordPlan } from '@/lib/jobs/words/plan';

/** Numbers that a person looks for in a minute, and how long the same one is the same search, in seconds. */
const SEARCHES_A_MINUTE = 30;
const SAME_SEARCH_S = 600;

let limiters: { searches: Limiter; same: Limiter } | undefined;
type Limiter = ReturnType<typeof createLimiter>;

function limits() {
  return (limiters ??= {
    searches: createLimiter({ keyPrefix: 'number-search', points: SEARCHES_A_MINUTE, duration: 60 }),
    same: createLimiter({ keyPrefix: 'number-same', points: 1_000_000, duration: SAME_SEARCH_S }),
  });
}

const sameSearch = (actor: Actor, hidden: string) => `${actor.orgId}:${actor.userId}:${hidden}`;

const count = (actor: Actor) => countTry(limits().searches, actor.userId);
const known = {
  has: async (actor: Actor, hidden: string) => (await limits().same.get(sameSearch(actor, hidden))) !== null,
  add: async (actor: Actor, hidden: string) => countTry(limits().same, sameSearch(actor, hidden)),
};

const digest = (number: string) =>
  createHmac('sha256', env().nextauthSecret)
    .update(`number-search:${number}`)
    .digest('base64url')
    .slice(0, 22);

/**
 * A selection as this person may ask it: `owner=me` is the person, and a whole number is looked for by those only who
 * may see one; words know how rare they are.
 *
 * @throws AppError `forbidden`, `rate_limited`
 */
export async function selectionFor(actor: Actor, selection: Selection): Promise<Selection> {
  const { q, owner } = selection.filter;
  if (q?.kind === 'number') {
    const dependencies = { db: database('pages'), known, count, digest };
    await withinDatabaseDeadline(() => allowNumberSearch(dependencies, actor, q.digits));
  }
  const asked =
    owner === 'me' ? { ...selection, filter: { ...selection.filter, owner: actor.userId } } : selection;
  if (!asked.filter.words) return asked;
  return withinDatabaseDeadline(() => withWordPlan(database('pages'), asked));
}
