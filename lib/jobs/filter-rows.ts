import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import { beginning, texts } from '@/lib/db/columns';
import { CALL_RESULT_GROUPS, CALL_STATUSES, resultsOf } from '@/lib/values/provider-words';
import { shownNumberPattern } from '@/lib/values/shown-numbers';

import { DIGITS, FACTS, HIDES_NUMBER, IS_MOBILE, type Needs } from './row-facts';
import type { JobFilter } from './selection';
import type { Label, NumberSpan, Search, TimeSpan } from './selection-input';
import type { Facet } from './selection-values';
import { rowSaysWords } from './words/match-words';

/** A condition on rows `t`, with the tables that it reads beside them. */
export type Condition = { where: SQL; needs: Needs };

function oneOf(column: SQL, values: readonly string[]): SQL {
  return sql`${column} = any(${texts(values)})`;
}

/** Choices of a column that holds more than is chosen from: `none` is '', `other` whatever is not known. */
function openChoice(column: SQL, chosen: readonly string[], known: readonly string[]): SQL {
  const values = chosen.filter((value) => value !== 'none' && value !== 'other');
  if (chosen.includes('none')) values.push('');
  const listed = oneOf(column, values);
  return chosen.includes('other') ? sql`(${listed} or ${column} <> all(${texts([...known, ''])}))` : listed;
}

const GROUPS: readonly string[] = CALL_RESULT_GROUPS;
const ALL_RESULTS = CALL_RESULT_GROUPS.flatMap(resultsOf);

function byResult(column: SQL, chosen: readonly string[]): SQL {
  const single = chosen.flatMap((choice) =>
    GROUPS.includes(choice) ? resultsOf(choice as (typeof CALL_RESULT_GROUPS)[number]) : [choice],
  );
  // One that the provider added later counts as connected by its prefix, as `callResultGroup` has it.
  const isLater = sql`${column} <> all(${texts(ALL_RESULTS)})`;
  const isConnected = sql`starts_with(${column}, 'Succeeded')`;
  const parts = [
    openChoice(
      column,
      single.filter((choice) => choice !== 'other'),
      ALL_RESULTS,
    ),
  ];
  if (chosen.includes('connected')) parts.push(sql`(${isLater} and ${isConnected})`);
  if (chosen.includes('other')) parts.push(sql`(${isLater} and ${column} <> '' and not ${isConnected})`);
  return sql`(${sql.join(parts, sql` or `)})`;
}

const asIs = (column: SQL, chosen: readonly string[]): SQL => oneOf(column, chosen);

/** The condition of each facet on its column, which may be one of another table than FACTS has. */
export const FACET_CONDITIONS: { [F in Facet]: (column: SQL, chosen: readonly string[]) => SQL } = {
  status: (column, chosen) => openChoice(column, chosen, CALL_STATUSES),
  result: byResult,
  grade: (column, chosen) => openChoice(column, chosen, []),
  follow: asIs,
  interest: asIs,
  verdict: asIs,
  recording: asIs,
};

/** Rows whose time is within a span. */
export function inTime(column: SQL, { from, to }: TimeSpan): SQL {
  const parts = [sql`${column} is not null`];
  if (from) parts.push(sql`${column} >= ${from.toISOString()}::timestamptz`);
  if (to) parts.push(sql`${column} < ${to.toISOString()}::timestamptz`);
  return sql.join(parts, sql` and `);
}

/** Rows whose number is within a span; one unit of it is so many of the column's. */
export function inNumbers(column: SQL, { from, to }: NumberSpan, unit: number): SQL {
  const parts = [sql`${column} is not null`];
  if (from !== null) parts.push(sql`${column} >= ${from * unit}::bigint`);
  // 30 seconds are all that is shown as 30.
  if (to !== null) parts.push(sql`${column} < ${(to + 1) * unit}::bigint`);
  return sql.join(parts, sql` and `);
}

function found(search: Search): SQL {
  switch (search.kind) {
    case 'name':
      return sql`strpos(lower(t.leads_name::text), lower(${search.text})) > 0
        and (${!/[\p{Nd}〇零一二三四五六七八九幺]/u.test(search.text)} or not (${HIDES_NUMBER}))`;
    case 'number-part': {
      const parts = [IS_MOBILE];
      if (search.first !== null) parts.push(sql`left(${DIGITS}, 3) = ${search.first}`);
      if (search.last !== null) parts.push(sql`right(${DIGITS}, 4) = ${search.last}`);
      return sql.join(parts, sql` and `);
    }
    case 'number':
      return sql`${DIGITS} = ${search.digits.replace(/^(?:00)?86(?=1\d{10}$)/, '')}`;
  }
}

function labelled(labels: readonly Label[]): SQL {
  const each = labels.map(
    ({ name, value }) =>
      sql`s.provider_job->'Summary' @> ${JSON.stringify([{ SummaryName: name, Content: value }])}::text::jsonb`,
  );
  return sql.join(each, sql` and `);
}

function changedBy(orgId: OrgId, receiptId: string): SQL {
  return sql`t.id in (select (said->>'row_id')::bigint from callboard.refresh_receipts r
    cross join lateral jsonb_array_elements(r.rows) said
    where r.organization_id = ${orgId} and r.id = ${receiptId}::uuid and said->>'verdict' = 'updated')`;
}

/** The hour of the week of Asia/Shanghai, as `1-09`: Mondays from nine to ten. */
export const hourOfWeek = (time: SQL): SQL => sql`to_char(${time} at time zone 'Asia/Shanghai', 'ID-HH24')`;

export function inHours(column: SQL, hours: readonly string[]): SQL {
  return sql`${column} is not null and ${oneOf(hourOfWeek(column), hours)}`;
}

/** Tasks of some scripts of the robot. */
export function ofScripts(orgId: OrgId, taskId: SQL, scripts: readonly string[]): SQL {
  const script = sql`coalesce(${beginning(sql`c.script_id`)}, 'none')`;
  return sql`${taskId} in (select c.id from call_tasks c where c.organization_id = ${orgId} and ${oneOf(script, scripts)})`;
}

/** Rows that were called from a number of which just this is shown. */
function calledFrom(shown: string): SQL {
  const pattern = shownNumberPattern(shown);
  return pattern === null ? sql`false` : sql`t.calling_number::text ~ ${pattern}`;
}

/** Whose lead a row is: the person that it was given to, else whoever wrote its follow-up. `none`: nobody's. */
function ofOwner(orgId: OrgId, owner: string): SQL {
  const given = sql`select from callboard.lead_owners o where o.row_id = t.id`;
  const written = sql`select from callboard.follow_up_authors a where a.follow_id = f.id and a.organization_id = ${orgId}`;
  if (owner === 'none') return sql`not exists (${given}) and not exists (${written})`;
  // From the few rows that a person has, rather than from all that there are.
  const owned = sql`select o.row_id from callboard.lead_owners o
    where o.organization_id = ${orgId} and o.user_id::text = ${owner}`;
  const wrote = sql`select a.row_id from callboard.follow_up_authors a
    where a.organization_id = ${orgId} and a.user_id::text = ${owner}
      and not exists (select from callboard.lead_owners o where o.row_id = a.row_id)`;
  return sql`t.id in (${owned} union all ${wrote})
    and (exists (${given}) or exists (${written} and a.user_id::text = ${owner}))`;
}

/** The conditions of a filter, one for each of its keys; all of them have to hold. */
export function filterConditions(orgId: OrgId, filter: JobFilter): Condition[] {
  const conditions: Condition[] = [];
  const add = (where: SQL, needs: Needs = {}) => conditions.push({ where, needs });
  for (const facet of Object.keys(FACET_CONDITIONS) as Facet[]) {
    const chosen = filter[facet];
    const { column, needs } = FACTS[facet];
    if (chosen !== undefined) add(FACET_CONDITIONS[facet](column, [chosen].flat()), needs);
  }
  for (const key of ['due', 'planned', 'called', 'changed', 'checked'] as const) {
    const span = filter[key];
    if (span) add(inTime(FACTS[key].column, span), FACTS[key].needs);
  }
  const { duration, attempts, hour, caller, script, label, receipt, owner, q } = filter;
  if (duration) add(inNumbers(FACTS.duration.column, duration, 1000), FACTS.duration.needs);
  if (attempts) add(inNumbers(FACTS.attempts.column, attempts, 1), FACTS.attempts.needs);
  if (hour) add(inHours(FACTS.called.column, hour), FACTS.called.needs);
  if (caller) add(calledFrom(caller));
  if (script) add(ofScripts(orgId, sql`t.task_id`, script));
  if (label) add(labelled(label), { state: true });
  if (receipt) add(changedBy(orgId, receipt));
  if (owner) add(ofOwner(orgId, owner), { followUp: true });
  if (q) add(found(q));
  if (filter.words) add(rowSaysWords(filter));
  return conditions;
}
