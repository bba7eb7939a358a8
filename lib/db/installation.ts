import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from './client';
import { postgresError } from './errors';

/** What statements have to know beforehand of the tables that are not ours; types alone they read by functions. */
export type Installation = {
  /** `leads_task_list.updated_at` is generated: naming it in an UPDATE would be refused. */
  generatesUpdatedAt: boolean;
  /** `leads_task_list` has an ON UPDATE rule: PostgreSQL refuses an UPDATE of it within WITH. */
  hasUpdateRule: boolean;
};

const ORDINARY: Installation = { generatesUpdatedAt: false, hasUpdateRule: false };
const known = new WeakMap<Db, Installation>();

/** How the installation's tables differ from those that Callboard makes, as far as that has been learnt. */
export function installationOf(db: Db): Installation {
  return known.get(db) ?? ORDINARY;
}

/**
 * Looks at the tables where an error says that they are not as they were taken to be. Ordinary tables cost nothing
 * that way, and a rule that is made while Callboard runs is seen.
 *
 * @returns whether another try makes sense
 */
export async function learnFrom(db: Db, error: unknown): Promise<boolean> {
  const code = postgresError(error)?.code;
  if (code !== GENERATED_ALWAYS && code !== FEATURE_NOT_SUPPORTED) return false;
  const before = installationOf(db);
  const [now = ORDINARY] = await db.execute<Installation>(sql`
    select exists (select from pg_attribute where attrelid = c.oid and attname = 'updated_at' and attgenerated <> '')
        as "generatesUpdatedAt",
      exists (select from pg_rewrite where ev_class = c.oid and ev_type = '2') as "hasUpdateRule"
    from pg_class c where c.oid = to_regclass('leads_task_list')`);
  known.set(db, now);
  return now.generatesUpdatedAt !== before.generatesUpdatedAt || now.hasUpdateRule !== before.hasUpdateRule;
}

const GENERATED_ALWAYS = '428C9';
const FEATURE_NOT_SUPPORTED = '0A000';
