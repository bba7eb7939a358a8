import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import type { Db, Tx } from '@/lib/db/client';

import { DEFAULT_LAYOUTS, readLayout, type TableLayout, type TablePlace } from './columns';
import { MOST_VIEWS, type View } from './views';

const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

/** Null: this person chose nothing here. */
export async function selectLayout(
  { orgId, userId }: Actor,
  db: Db,
  place: TablePlace,
): Promise<TableLayout | null> {
  const [row] = await db.execute<{ layout: unknown }>(sql`
    select layout from callboard.table_layouts
    where organization_id = ${orgId} and user_id = ${userId}::uuid and place = ${place}`);
  return row ? readLayout(row.layout) : null;
}

export async function writeLayout(
  { orgId, userId }: Actor,
  db: Db,
  place: TablePlace,
  layout: TableLayout | null,
): Promise<void> {
  await db.execute(
    layout === null
      ? sql`delete from callboard.table_layouts
          where organization_id = ${orgId} and user_id = ${userId}::uuid and place = ${place}`
      : sql`insert into callboard.table_layouts as l (organization_id, user_id, place, layout)
          values (${orgId}, ${userId}::uuid, ${place}, ${json(layout)})
          on conflict (organization_id, user_id, place)
          do update set layout = excluded.layout, updated_at = now()`,
  );
}

/** A view as it is kept; whether its filter is still understood is for the caller to say. */
export type StoredView = Omit<View, 'unknown'>;
type Raw = Omit<StoredView, 'layout' | 'mayChange'> & { layout: unknown };

const COLUMNS = sql`v.id, v.name, v.shared, v.query as "viewQuery", v.layout, to_jsonb(v.task_types) as "taskTypes",
  (select u.name from callboard.users u where u.id = v.user_id) as by`;

/** The views that a person has: their own and everybody's. */
const readable = ({ orgId, userId }: Actor) =>
  sql`v.organization_id = ${orgId} and (v.shared or v.user_id = ${userId}::uuid)`;

/** Their own, and everybody's for those who lead. */
const changeable = (actor: Actor) =>
  can(actor.role, 'views.share') ? readable(actor) : sql`${readable(actor)} and not v.shared`;

function toView(actor: Actor, { layout, ...row }: Raw): StoredView {
  return {
    ...row,
    layout: readLayout(layout) ?? DEFAULT_LAYOUTS.task,
    mayChange: !row.shared || can(actor.role, 'views.share'),
  };
}

/** By name, a person's own first. */
export async function selectViews(actor: Actor, db: Db | Tx): Promise<StoredView[]> {
  const rows = await db.execute<Raw>(sql`
    select ${COLUMNS} from callboard.views v where ${readable(actor)}
    order by v.shared, lower(v.name), v.id limit ${2 * MOST_VIEWS}`);
  return rows.map((row) => toView(actor, row));
}

export async function selectView(actor: Actor, db: Db | Tx, id: string): Promise<StoredView | null> {
  const [row] = await db.execute<Raw>(sql`
    select ${COLUMNS} from callboard.views v where ${readable(actor)} and v.id::text = ${id}`);
  return row ? toView(actor, row) : null;
}

/** One at a time for one list of views: names and first views are each one's own within it. */
async function lockViews(actor: Actor, tx: Tx, shared: boolean): Promise<void> {
  const whose = shared ? 'all' : actor.userId;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`views:${actor.orgId}:${whose}`}, 0))`,
  );
}

/** Of each kind of task one view is the first, in each list. */
async function takeTaskTypes(
  actor: Actor,
  tx: Tx,
  { id, shared, taskTypes }: Pick<View, 'id' | 'shared' | 'taskTypes'>,
): Promise<void> {
  const own = shared ? sql`v.shared` : sql`not v.shared and v.user_id = ${actor.userId}::uuid`;
  const types = sql`array(select value::int from jsonb_array_elements_text(${json(taskTypes)}))`;
  await tx.execute(sql`
    update callboard.views v set task_types = array(select unnest(v.task_types) except select unnest(${types}))
    where v.organization_id = ${actor.orgId} and ${own} and v.id <> ${id}::uuid and v.task_types && ${types}`);
}

export type NewView = Pick<View, 'name' | 'layout' | 'shared' | 'taskTypes'> & { query: string };
/** Why a view was not written. */
export type Refused = 'name_taken' | 'too_many' | 'not_found';

const taken = (actor: Actor, shared: boolean, name: string, id: string | null) => sql`exists (
  select from callboard.views v where v.organization_id = ${actor.orgId} and v.shared = ${shared}
    and (v.shared or v.user_id = ${actor.userId}::uuid) and lower(v.name) = lower(${name})
    and v.id::text is distinct from ${id}::text)`;

export function insertView(actor: Actor, db: Db, view: NewView): Promise<StoredView | Refused> {
  return db.transaction(async (tx) => {
    await lockViews(actor, tx, view.shared);
    const [known] = await tx.execute<{ taken: boolean; n: number }>(sql`
      select ${taken(actor, view.shared, view.name, null)} as taken,
        (select count(*) from callboard.views v where ${readable(actor)} and v.shared = ${view.shared}) as n`);
    if (known?.taken) return 'name_taken';
    if ((known?.n ?? 0) >= MOST_VIEWS) return 'too_many';
    const [added] = await tx.execute<{ id: string }>(sql`
      insert into callboard.views (organization_id, user_id, shared, name, query, layout, task_types)
      values (${actor.orgId}, ${actor.userId}::uuid, ${view.shared}, ${view.name}, ${view.query}, ${json(view.layout)},
        array(select value::int from jsonb_array_elements_text(${json(view.taskTypes)})))
      returning id`);
    if (!added) throw new Error('an INSERT that returns answers a row');
    await takeTaskTypes(actor, tx, { ...view, id: added.id });
    return (await selectView(actor, tx, added.id)) ?? 'not_found';
  });
}

export type ViewChange = Partial<Pick<View, 'name' | 'layout' | 'taskTypes'> & { query: string }>;

export function updateView(
  actor: Actor,
  db: Db,
  id: string,
  change: ViewChange,
): Promise<StoredView | Refused> {
  return db.transaction(async (tx) => {
    const known = await selectView(actor, tx, id);
    if (!known?.mayChange) return 'not_found';
    await lockViews(actor, tx, known.shared);
    if (change.name !== undefined) {
      const [row] = await tx.execute<{ taken: boolean }>(
        sql`select ${taken(actor, known.shared, change.name, id)} as taken`,
      );
      if (row?.taken) return 'name_taken';
    }
    const set = [
      sql`updated_at = now()`,
      ...(change.name === undefined ? [] : [sql`name = ${change.name}`]),
      ...(change.query === undefined ? [] : [sql`query = ${change.query}`]),
      ...(change.layout === undefined ? [] : [sql`layout = ${json(change.layout)}`]),
      ...(change.taskTypes === undefined
        ? []
        : [
            sql`task_types = array(select value::int from jsonb_array_elements_text(${json(change.taskTypes)}))`,
          ]),
    ];
    await tx.execute(sql`
      update callboard.views v set ${sql.join(set, sql`, `)} where ${changeable(actor)} and v.id::text = ${id}`);
    if (change.taskTypes)
      await takeTaskTypes(actor, tx, { id, shared: known.shared, taskTypes: change.taskTypes });
    return (await selectView(actor, tx, id)) ?? 'not_found';
  });
}

/** False when there is none that the person may delete. */
export async function deleteView(actor: Actor, db: Db, id: string): Promise<boolean> {
  const deleted = await db.execute(
    sql`delete from callboard.views v where ${changeable(actor)} and v.id::text = ${id} returning v.id`,
  );
  return deleted.length > 0;
}
