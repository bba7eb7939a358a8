import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { newestNumber } from '@/lib/events/changes';
import { pageStrip } from '@/lib/jobs/list/page-strip';
import type { PageStrip } from '@/lib/jobs/list/page-strip-schemas';
import type { DbId } from '@/lib/values/db-id';

/** Of one task and page size as of one change: everybody who hears of that change asks for the same. */
const KEPT_MS = 5_000;
const MOST_KEPT = 200;
const kept = new Map<string, { until: number; strip: Promise<PageStrip> }>();

/**
 * How the pages of a whole task stand. Read once for all who look at the task, and anew when it has changed.
 *
 * @throws AppError `not_found`
 */
export async function getPageStrip(actor: Actor, taskId: DbId, pageSize: number): Promise<PageStrip> {
  const db = database('pages');
  const number = await withinDatabaseDeadline(() => newestNumber(db, taskId));
  const key = [actor.orgId, taskId, pageSize, number].join(' ');
  const now = Date.now();
  const known = kept.get(key);
  if (known && known.until > now) return known.strip;
  const strip = withinDatabaseDeadline(() => pageStrip(db, actor, taskId, pageSize));
  kept.set(key, { until: now + KEPT_MS, strip });
  strip.catch(() => kept.delete(key));
  for (const [old, { until }] of kept) if (until <= now || kept.size > MOST_KEPT) kept.delete(old);
  return strip;
}
