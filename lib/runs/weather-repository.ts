import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';

import type { CallClass, CallFigures, ProviderWeather } from './weather-schemas';

export const WEATHER_MINUTES = 60;
const SPAN = sql`interval '5 minutes'`;
const SINCE = sql`clock_timestamp() - make_interval(mins => ${WEATHER_MINUTES})`;
const MOST_CODES = 8;

/** As lib/outboundbot/errors.ts tells throttling by its code. */
const THROTTLED = sql`code ilike '%throttling%'`;
const FIGURES = sql`count(*) as calls, count(*) filter (where code = 'OK') as succeeded,
  count(*) filter (where ${THROTTLED}) as throttled, percentile_disc(0.95) within group (order by ms) as "p95Ms"`;

/** Every call of the organization's receipts of the last hour. A batch of a run and what the product asks by itself wait for nobody. */
const callsOf = (organization: SQL): SQL => sql`
  select r.checked_at as at, call->>'code' as code, (call->>'ms')::float8 as ms,
    case when r.run_id is not null or r.via = 'system' then 'background' when r.row_id is not null then 'person' else 'page' end as class
  from callboard.refresh_receipts r cross join lateral jsonb_array_elements(r.provider_calls) call
  where r.organization_id = ${organization} and r.checked_at > ${SINCE}`;

export async function readCalls(
  orgId: OrgId,
  db: Db,
): Promise<
  Pick<ProviderWeather, 'codes' | 'spans'> & {
    figures: (CallFigures & { class: CallClass | null })[];
  }
> {
  const [read] = await db.execute<Awaited<ReturnType<typeof readCalls>>>(sql`
    with calls as materialized (${callsOf(sql`${orgId}`)}),
      spans as (
        select at as begins, at + ${SPAN} as ends
        from generate_series(${SINCE}, clock_timestamp() - ${SPAN}, ${SPAN}) at)
    select
      (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from (
        select class, ${FIGURES} from calls group by grouping sets ((class), ())) f) as figures,
      (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from (
        select left(code, 64) as code, count(*) as calls from calls where code <> 'OK'
        group by 1 order by 2 desc, 1 limit ${MOST_CODES}) f) as codes,
      (select jsonb_agg(jsonb_build_object('from', ${isoUtc(sql`s.begins`)}, 'calls', n.calls, 'failed', n.failed,
          'throttled', n.throttled) order by s.begins)
        from spans s cross join lateral (
          select count(*) as calls, count(*) filter (where code <> 'OK') as failed,
            count(*) filter (where ${THROTTLED}) as throttled
          from calls where at > s.begins and at <= s.ends) n) as spans`);
  return read ?? { figures: [], codes: [], spans: [] };
}

/** What all organizations asked of the one account; their names and figures stay their own. */
export async function readAccountCalls(db: Db): Promise<NonNullable<ProviderWeather['account']>> {
  const [read] = await db.execute<NonNullable<ProviderWeather['account']>>(sql`
    select coalesce(sum(n.calls), 0)::bigint as calls, coalesce(sum(n.throttled), 0)::bigint as throttled,
      count(*) filter (where n.calls > 0) as organizations
    from callboard.organizations o cross join lateral (
      select count(*) as calls, count(*) filter (where ${THROTTLED}) as throttled from (${callsOf(sql`o.id`)}) c) n`);
  return read ?? { calls: 0, throttled: 0, organizations: 0 };
}

/** Notes who lowered the account's limit, or gave it back. */
export async function insertLimitAudit(
  actor: Actor,
  tx: Db | Tx,
  to: number | null,
  address: string,
): Promise<void> {
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}::uuid, 'provider.limit', jsonb_build_object('total', ${to}::float8), ${address})`);
}
