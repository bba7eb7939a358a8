import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';

import type { OrgId } from '../actor';

/**
 * Whether the organization speaks for the provider's account that all of an installation share, and so may see what no
 * task names and change what holds for everybody: where it says so (`org:set --provider-import`), or where it is alone.
 */
export async function speaksForAccount(orgId: OrgId, db: Db | Tx): Promise<boolean> {
  const [row] = await db.execute<{ may: boolean }>(sql`
    select coalesce(provider_import, (select count(*) = 1 from callboard.organizations)) as may
    from callboard.organizations where id = ${orgId}`);
  return row?.may ?? false;
}
