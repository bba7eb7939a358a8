import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import type { Budget } from '@/lib/outboundbot/shared-pace';

// Calls a second to the provider's account, over all instances: a generic cell rate in one row, moved by one statement
// on the database's clock. Starts are spaced evenly, so that no sliding second holds more than the limit; an instance
// that dies with starts reserved loses them.

/** One installation has one account. */
const ACCOUNT = 'default';
/**
 * The share of the limit that starts are spaced for. The rest is what two neighbours may come closer to each other on
 * their way to the provider: 64 ms a second.
 */
const SPACED_FOR = 0.94;
/** After throttling the rate falls to this share of itself, at most once for one storm, and not below a twentieth. */
const LOWERED_TO = 0.7;
const LEAST_SHARE = 0.05;
/** It rises again by this share of the limit at most every so many seconds. */
const RAISED_BY = 0.05;
const RAISED_EVERY = sql`interval '10 seconds'`;
/** Nothing is free for who may not look further ahead: asked again then. */
const REFUSED_MS = 60;
const ASK_MS = 1_500;

/** What holds at the moment: the lowest of the instances' setting, an administrator's, and what throttling has left. */
const CAP = sql`least(limit_rate, lowered_to)`;

/** Enters the limit that this instance was started with; the newest one counts. */
export async function setLimit(db: Db, limit: number): Promise<void> {
  await db.execute(sql`
    insert into callboard.provider_budgets as b (account, rate, limit_rate, next_at)
    values (${ACCOUNT}, ${limit}::float8, ${limit}::float8, clock_timestamp())
    on conflict (account) do update set limit_rate = excluded.limit_rate,
      rate = case when b.throttled_at > clock_timestamp() - interval '10 minutes' then least(b.rate, excluded.rate)
        else excluded.rate end`);
}

/** Lowers the limit while everything runs, or (null) gives it back. Answers whether a budget is in use at all. */
export async function lowerLimit(db: Db | Tx, to: number | null): Promise<boolean> {
  const rows = await db.execute(sql`
    update callboard.provider_budgets set lowered_to = ${to}::float8,
      rate = case when ${to}::float8 is null then limit_rate else least(rate, ${to}::float8) end
    where account = ${ACCOUNT} returning account`);
  return rows.length > 0;
}

/** What may be asked at the moment, in calls a second. */
export async function currentRate(
  db: Db,
): Promise<{ rate: number; limit: number; blockedForMs: number } | null> {
  const [row] = await db.execute<{ rate: number; limit: number; blockedForMs: number }>(sql`
    select least(rate, ${CAP}) as rate, ${CAP} as "limit",
      greatest(0, coalesce(extract(epoch from blocked_until - clock_timestamp()) * 1000, 0))::float8 as "blockedForMs"
    from callboard.provider_budgets where account = ${ACCOUNT}`);
  return row ?? null;
}

/** What holds of the account's budget, as a person is shown it; null: no limit is in use. */
export async function readBudget(db: Db | Tx): Promise<{
  rate: number;
  limit: number;
  setUp: number;
  loweredTo: number | null;
  throttledAt: string | null;
  blockedUntil: string | null;
} | null> {
  const [row] = await db.execute<NonNullable<Awaited<ReturnType<typeof readBudget>>>>(sql`
    select least(rate, ${CAP}) as rate, ${CAP} as "limit", limit_rate as "setUp", lowered_to as "loweredTo",
      ${isoUtc(sql`throttled_at`)} as "throttledAt",
      case when blocked_until > clock_timestamp() then ${isoUtc(sql`blocked_until`)} end as "blockedUntil"
    from callboard.provider_budgets where account = ${ACCOUNT}`);
  return row ?? null;
}

/** `startAt`: epoch ms of the database's clock; `inMs`: from now. */
type Reserved = { startAt: number; inMs: number; spacingMs: number };

/** The next starts, or null when none is free as early as that. Each statement reads the clock when it has the row. */
export async function reserveStarts(db: Db, slots: number, maxWaitMs: number): Promise<Reserved | null> {
  const rate = sql`least(${CAP}, rate + case when greatest(throttled_at, raised_at) > clock_timestamp() - ${RAISED_EVERY}
    then 0 else ${RAISED_BY}::float8 * ${CAP} end)`;
  const free = sql`greatest(next_at, blocked_until, clock_timestamp())`;
  const [reserved] = await db.execute<Reserved>(sql`
    update callboard.provider_budgets set
      next_at = ${free} + ${slots}::int * make_interval(secs => 1 / (${SPACED_FOR}::float8 * ${rate})),
      rate = ${rate}, raised_at = case when ${rate} > rate then clock_timestamp() else raised_at end
    where account = ${ACCOUNT}
      and greatest(next_at, blocked_until) <= clock_timestamp() + make_interval(secs => ${maxWaitMs}::float8 / 1000)
    returning 1000 / (${SPACED_FOR}::float8 * rate) as "spacingMs",
      (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 - ${slots}::int * 1000 / (${SPACED_FOR}::float8 * rate)
        as "inMs",
      (extract(epoch from next_at) * 1000)::float8 - ${slots}::int * 1000 / (${SPACED_FOR}::float8 * rate) as "startAt"`);
  return reserved ?? null;
}

/** What was sent before the last lowering, or within so long after it, belongs to the same storm. */
const STORM_MS = 1_000;

async function noteThrottling(db: Db, sentAgoMs: number, retryAfterMs: number | null): Promise<void> {
  const news = sql`(throttled_at is null
    or throttled_at < clock_timestamp() - make_interval(secs => ${sentAgoMs + STORM_MS}::float8 / 1000))`;
  await db.execute(sql`
    update callboard.provider_budgets set
      rate = case when ${news} then greatest(${LEAST_SHARE}::float8 * ${CAP}, ${LOWERED_TO}::float8 * least(rate, ${CAP})) else rate end,
      throttled_at = case when ${news} then clock_timestamp() else throttled_at end,
      blocked_until = greatest(blocked_until,
        clock_timestamp() + make_interval(secs => ${retryAfterMs ?? 0}::float8 / 1000))
    where account = ${ACCOUNT}`);
}

/**
 * The account's budget for one process. A database out of reach gives no start: nothing is asked without one.
 *
 * @param db few connections do, and nothing slow should stand before it in them
 */
export function createBudget(db: Db, limit: number, onError: (error: unknown) => void): Budget {
  let entered: Promise<void> | null = null;
  return {
    limit,
    async reserve(slots, maxWaitMs) {
      entered ??= withinDatabaseDeadline(() => setLimit(db, limit), ASK_MS);
      await entered.catch((error: unknown) => {
        entered = null;
        throw error;
      });
      const reserved = await withinDatabaseDeadline(() => reserveStarts(db, slots, maxWaitMs), ASK_MS);
      if (!reserved) return { refusedForMs: REFUSED_MS };
      const { inMs, spacingMs } = reserved;
      return { startInMs: Array.from({ length: slots }, (_, index) => inMs + index * spacingMs) };
    },
    throttled(sentAgoMs, retryAfterMs) {
      const toldAt = performance.now();
      const note = () => noteThrottling(db, sentAgoMs + performance.now() - toldAt, retryAfterMs);
      return withinDatabaseDeadline(note, ASK_MS).catch(onError);
    },
  };
}
