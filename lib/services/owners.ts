import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { type Assignment, assignLeads as assignLeadsUseCase } from '@/lib/jobs/owners/assign-leads';
import { selectColleagues } from '@/lib/jobs/owners/owner-repository';
import { type Deeds, type DoneLead, type ListedDeed, NO_DEEDS } from '@/lib/jobs/owners/deeds';
import type { OpenedTask, OwnLead, Period } from '@/lib/jobs/owners/deeds';
import { selectDeeds, selectDone } from '@/lib/jobs/owners/deeds-repository';
import { selectNext, selectOpened } from '@/lib/jobs/owners/own-day-repository';
import type { AssignAnswer, Colleague, Workload } from '@/lib/jobs/owners/owners';
import { type Step, type StepOfDeeds, stepsOf, totalOf } from '@/lib/jobs/owners/periods';
import { selectWorkload } from '@/lib/jobs/owners/workload-repository';
import { shanghaiDay } from '@/lib/values/shanghai-day';

import { selectionFor } from './selections';

// Who is to follow which leads up.

/** Who works in the person's organization. */
export function listColleagues(actor: Actor): Promise<Colleague[]> {
  return withinDatabaseDeadline(() => selectColleagues(actor.orgId, database('pages')));
}

const NOTHING: Workload = { leads: 0, overdue: 0, due: 0, today: 0, fresh: 0, done: 0 };

/** What this person has to do, and has done today. */
export async function ownWorkload(actor: Actor): Promise<Workload> {
  const [own] = await withinDatabaseDeadline(() =>
    selectWorkload(actor.orgId, database('pages'), actor.userId),
  );
  return own ?? NOTHING;
}

/** So many leads and tasks a start page has room for; the rest is behind its numbers. */
const SHOWN = { next: 8, tasks: 6, done: 50 };

export type OwnDay = {
  load: Workload;
  deeds: Deeds;
  next: OwnLead[];
  opened: OpenedTask[];
  /** The leads of one of the day's numbers, where one is asked for. */
  done: DoneLead[] | null;
};

/** What a person begins their day with: what is due, what they did today, where they were. */
export function ownDay(actor: Actor, deed: ListedDeed | null): Promise<OwnDay> {
  const { start: from, end: to } = shanghaiDay(new Date());
  const period = { from, to };
  const { orgId, userId } = actor;
  return withinDatabaseDeadline(async () => {
    const db = database('pages');
    const [load, days, next, opened, done] = await Promise.all([
      selectWorkload(orgId, db, userId),
      selectDeeds(orgId, db, period, userId),
      selectNext(orgId, db, userId, SHOWN.next),
      selectOpened(actor, db, SHOWN.tasks),
      deed && selectDone(orgId, db, { period, userId, deed, limit: SHOWN.done }),
    ]);
    return { load: load[0] ?? NOTHING, deeds: days[0] ?? NO_DEEDS, next, opened, done };
  });
}

/** Who works here with what they have to do and what they did. */
export type Colleagues = (Colleague & Workload & { deeds: Deeds; steps: StepOfDeeds[] })[];

/** What everybody who works here has to do now and did in a period, who is behind first. */
export async function teamWork(actor: Actor, period: Period, step: Step): Promise<Colleagues> {
  const [colleagues, loads, days] = await withinDatabaseDeadline(() =>
    Promise.all([
      selectColleagues(actor.orgId, database('pages')),
      selectWorkload(actor.orgId, database('pages'), null),
      selectDeeds(actor.orgId, database('pages'), period, null),
    ]),
  );
  const byId = new Map(loads.map((load) => [load.id, load]));
  const daysById = new Map<string, typeof days>();
  for (const day of days) daysById.set(day.userId, [...(daysById.get(day.userId) ?? []), day]);
  return colleagues
    .map((person) => {
      const own = daysById.get(person.id) ?? [];
      const did = { deeds: totalOf(own), steps: stepsOf(own, step, period) };
      return { ...NOTHING, ...byId.get(person.id), ...person, ...did };
    })
    .toSorted((x, y) => y.overdue - x.overdue || y.leads - x.leads || y.deeds.written - x.deeds.written);
}

/** @throws AppError as `assignLeads` in lib/jobs/owners, and what `selectionFor` throws */
export async function assignLeads(actor: Actor, { rows, ...given }: Assignment): Promise<AssignAnswer> {
  const asked = 'selection' in rows ? { selection: await selectionFor(actor, rows.selection) } : rows;
  return withinDatabaseDeadline(() =>
    assignLeadsUseCase({ db: database() }, actor, { ...given, rows: asked }),
  );
}
