import { and, eq, inArray, sql } from 'drizzle-orm';

import { hashPassword, verifyPassword } from '@/lib/auth/passwords/passwords';
import type { Db, Tx } from '@/lib/db/client';
import { memberships, organizations, users } from '@/lib/db/schema/people';

import demoUsers from '../demo-users.json';
import type { DemoWorld } from './demo-world';

const ROWS_A_STATEMENT = 500;

/** Who may see full numbers and the account's job groups, so that both can be tried: the first organization's, and the others'. */
const SETTINGS = [
  { revealRole: 'supervisor', revealReasonRequired: true, providerImport: true },
  { revealRole: 'operator', revealReasonRequired: false, providerImport: false },
] as const;

export type DatabaseContent = 'empty' | 'demo' | 'other';

/** Whose data a migrated database holds. */
export async function contentOf(db: Db): Promise<DatabaseContent> {
  const emails = demoUsers.users.map(({ email }) => email);
  const [found] = await db.execute<{ demo: boolean; any: boolean }>(sql`
    select exists (select from callboard.users where email in ${emails}) as demo,
      exists (select from callboard.organizations) or exists (select from call_tasks)
        or exists (select from leads_task_list) or exists (select from leads_follow) as any`);
  if (found?.demo) return 'demo';
  return found?.any ? 'other' : 'empty';
}

/** Fills an empty database with the simulator's world and the demo's people, all or nothing. */
export async function seedDemo(db: Db, world: DemoWorld): Promise<void> {
  const people = await Promise.all(
    demoUsers.users.map(async ({ email, name }) => ({
      email,
      name,
      passwordHash: await hashPassword(demoUsers.password),
    })),
  );
  await db.transaction(async (tx) => {
    await insertPeople(tx, world, people);
    await insertTables(tx, world);
  });
  // Without it the first screens are planned from statistics that know no row.
  await db.execute(sql`analyze call_tasks, leads_task_list, leads_follow`);
}

/**
 * Gives the demo's people of an older Callboard the password that the demo tells today; one that somebody has changed is
 * left alone. Answers how many were given it.
 */
export async function renewDemoPasswords(db: Db): Promise<number> {
  const emails = demoUsers.users.map(({ email }) => email);
  const people = await db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(inArray(users.email, emails));
  let renewed = 0;
  for (const { id, passwordHash } of people) {
    const tried = demoUsers.earlierPasswords.map((password) => verifyPassword(passwordHash, password));
    if (!(await Promise.all(tried)).includes(true)) continue;
    await db
      .update(users)
      .set({ passwordHash: await hashPassword(demoUsers.password) })
      .where(and(eq(users.id, id), eq(users.passwordHash, passwordHash)));
    renewed += 1;
  }
  return renewed;
}

async function insertPeople(
  tx: Tx,
  world: DemoWorld,
  people: { email: string; name: string; passwordHash: string }[],
): Promise<void> {
  await tx.insert(organizations).values(
    world.organizations.map((organization, index) => ({
      ...organization,
      ...SETTINGS[index === 0 ? 0 : 1],
    })),
  );
  const added = await tx.insert(users).values(people).returning({ id: users.id, email: users.email });
  const idOf = new Map(added.map(({ id, email }) => [email, id]));
  await tx.insert(memberships).values(
    demoUsers.users.flatMap((user) =>
      Object.entries(user.memberships).map(([organizationId, role]) => ({
        userId: idOf.get(user.email)!,
        organizationId,
        role,
      })),
    ),
  );
}

async function insertTables(tx: Tx, world: DemoWorld): Promise<void> {
  await tx.execute(sql`
    insert into call_tasks
    select * from jsonb_populate_recordset(null::call_tasks, ${JSON.stringify(world.tasks)}::text::jsonb)`);

  const followUpIds = new Map(world.leads_follow.map(({ key }, index) => [key, index + 1]));
  await insertInPieces(
    world.leads_follow.map(({ key, ...followUp }) => ({ ...followUp, id: followUpIds.get(key) })),
    (piece) =>
      tx.execute(sql`
      insert into leads_follow
      select * from jsonb_populate_recordset(null::leads_follow, ${piece}::text::jsonb)`),
  );
  await insertInPieces(
    world.leads_task_list.map(({ leads_follow_key: key, ...row }, index) => ({
      ...row,
      id: index + 1,
      leads_follow_id: key === null ? null : (followUpIds.get(key) ?? null),
      updated_at: world.at,
    })),
    (piece) =>
      tx.execute(sql`
      insert into leads_task_list
      select * from jsonb_populate_recordset(null::leads_task_list, ${piece}::text::jsonb)`),
  );
  // Ids were given, so the sequences have not moved.
  for (const table of ['call_tasks', 'leads_follow', 'leads_task_list']) {
    await tx.execute(sql`
      select setval(pg_get_serial_sequence(${table}, 'id'), (select max(id) from ${sql.identifier(table)}))`);
  }
}

async function insertInPieces(rows: object[], insert: (json: string) => PromiseLike<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await insert(JSON.stringify(rows.slice(from, from + ROWS_A_STATEMENT)));
  }
}
