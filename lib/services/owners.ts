import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { type Assignment, assignLeads as assignLeadsUseCase } from '@/lib/jobs/owners/assign-leads';
import { selectColleagues } from '@/lib/jobs/owners/owner-repository';
import type { AssignAnswer, Colleague, Workload } from '@/lib/jobs/owners/owners';

import { selectWorkload } from '@/lib/jobs/owners/workload-repository';

import { selectionFor } from './selections';

// Who is to follow which leads up.

/** Who works in the person's organization. */
export function listColleagues(actor: Actor): Promise<Colleague[]> {
  return withinDatabaseDeadline(() => selectColleagues(actor.orgId, database('pages')));
}

const NOTHING: Workload = { leads: 0, overdue: 0, today: 0, fresh: 0, done: 0 };

/** What this person has to do, and has done today. */
export async function ownWorkload(actor: Actor): Promise<Workload> {
  const [own] = await withinDatabaseDeadline(() =>
    selectWorkload(actor.orgId, database('pages'), actor.userId),
  );
  return own ?? NOTHING;
}

/** The same of everybody who works here, who is behind first. */
export async function teamWorkload(actor: Actor): Promise<(Colleague & Workload)[]> {
  const [colleagues, loads] = await withinDatabaseDeadline(() =>
    Promise.all([
      selectColleagues(actor.orgId, database('pages')),
      selectWorkload(actor.orgId, database('pages'), null),
    ]),
  );
  const byId = new Map(loads.map((load) => [load.id, load]));
  return colleagues
    .map((person) => ({ ...NOTHING, ...byId.get(person.id), ...person }))
    .toSorted((a, b) => b.overdue - a.overdue || b.leads - a.leads);
}

/** @throws AppError as `assignLeads` in lib/jobs/owners, and what `selectionFor` throws */
export async function assignLeads(actor: Actor, { to, rows }: Assignment): Promise<AssignAnswer> {
  const asked = 'selection' in rows ? { selection: await selectionFor(actor, rows.selection) } : rows;
  return withinDatabaseDeadline(() => assignLeadsUseCase({ db: database() }, actor, { to, rows: asked }));
}
