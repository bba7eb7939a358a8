import { type SQL, sql } from 'drizzle-orm';

import { asInterest, asTime, beginning } from '@/lib/db/columns';

// What is asked of a row, as columns of `leads_task_list` t, its state s and the follow-up f that it names.

/** The tables beside `t` that an expression reads. */
export type Needs = { state?: true; followUp?: true };
export type Fact = { column: SQL; needs: Needs };

const LONGEST_CALL_MS = sql.raw(String(6 * 60 * 60 * 1000));
const digits = (value: SQL, most: SQL): SQL =>
  sql`case when ${value} ~ '^\\d{1,15}$' and (${value})::bigint between 1 and ${most} then (${value})::bigint end`;

/** From the first sentence to the last, as `callDuration` (lib/values/times.ts) has it. */
const SPAN = sql`(
  select nullif(max(at) - min(at), 0) from (
    select ${digits(sql`stamp #>> '{}'`, sql.raw(String(Date.UTC(2100, 0, 1))))} as at
    from jsonb_path_query(callboard.as_jsonb(t.call_conversation), 'lax $[*].Timestamp') stamp) told
  where at >= ${sql.raw(String(Date.UTC(2000, 0, 1)))} having max(at) - min(at) <= ${LONGEST_CALL_MS})`;

/** How long the latest call lasted, in ms, as the provider tells it; null where it does not. */
export const TOLD_DURATION = digits(sql`(s.provider_job #>> '{Tasks,-1,Duration}')`, LONGEST_CALL_MS);

const state = (column: SQL): Fact => ({ column, needs: { state: true } });
const own = (column: SQL): Fact => ({ column, needs: {} });

/** When this day of Asia/Shanghai began: what was due before is overdue. */
export const TODAY = sql`date_trunc('day', now() at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'`;
const DUE = asTime(sql`f.next_follow_time`);

export const FACTS = {
  status: own(sql`coalesce(${beginning(sql`t.call_status`)}, '')`),
  result: state(sql`coalesce(s.call_result, '')`),
  /** What the robot calls its grade differs by scene: 意向等级, 等级, grade. */
  grade: state(sql`coalesce(left(btrim(jsonb_path_query_first(s.provider_job,
    'lax $.Summary[*] ? (@.SummaryName like_regex "等级|grade" flag "i").Content') #>> '{}'), 64), '')`),
  interest:
    own(sql`case ${asInterest(sql`t.is_interested`)} when 1 then 'interested' when 2 then 'not_interested'
    when 0 then 'unsure' else 'unknown' end`),
  follow: {
    column: sql`case when f.id is null then 'none' when ${DUE} is null then 'done' when ${DUE} < ${TODAY} then 'overdue'
      else 'due' end`,
    needs: { followUp: true },
  },
  verdict: state(sql`coalesce(s.last_verdict, 'never')`),
  recording: own(sql`case when coalesce(t.recording_url::text, '') <> '' then 'yes' else 'no' end`),
  planned: own(asTime(sql`t.planed_time`)),
  called: state(sql`s.provider_time`),
  changed: state(sql`s.changed_at`),
  checked: state(sql`s.checked_at`),
  due: { column: DUE, needs: { followUp: true } },
  duration: state(sql`coalesce(${TOLD_DURATION}, ${SPAN})`),
  attempts: state(sql`case when jsonb_typeof(s.provider_job->'Tasks') = 'array'
    then jsonb_array_length(s.provider_job->'Tasks') else 0 end`),
} as const satisfies Record<string, Fact>;

/** A stored number without what stands between its digits, and without the code of China before a mobile number. */
export const DIGITS = sql`regexp_replace(regexp_replace(left(t.leads_phone::text, 64), '\\D', '', 'g'),
  '^(00)?86(?=1\\d{10}$)', '')`;
/** A number of which everybody sees the first three and the last four digits. */
export const IS_MOBILE = sql`${DIGITS} ~ '^1\\d{10}$'`;

/** So many numerals may be a telephone number that is hidden where the name is shown: it is not found by them. */
export const HIDES_NUMBER = sql`length(regexp_replace(t.leads_name::text,
  '[^0-9０-９〇零一二三四五六七八九幺]', '', 'g')) >= 7`;
