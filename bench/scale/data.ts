import type postgres from 'postgres';

export type ScaleTask = { taskId: number; rows: number };
export type ScaleData = {
  organizationId: string;
  userId: string;
  /** The tasks that are measured, the smallest first; the other rows are those of `others` tasks. */
  tasks: ScaleTask[];
  others: number;
  rows: number;
  seconds: number;
};

const ORGANIZATION = 'scale';
const MEASURED = [1_000, 10_000, 100_000, 1_000_000];
const OTHERS = 900;
/** Rows made by one statement. */
const STEP = 50_000;

/**
 * Fills an empty, migrated database with `rows` rows: tasks of 10^3 to 10^6 rows where they leave two thirds to others,
 * and 900 tasks that share the rest. Two thirds of the rows have been refreshed and hold the provider's job, a third a
 * conversation, a twentieth a follow-up, some of them due; one row in a hundred has no job. The same numbers make the
 * same data.
 */
export async function makeData(sql: postgres.Sql, rows: number): Promise<ScaleData> {
  const startedAt = Date.now();
  await sql`insert into callboard.organizations (id, name) values (${ORGANIZATION}, 'Scale')`;
  const [user] = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash) values ('scale@example.com', 'Scale', '-') returning id`;
  await sql`insert into callboard.memberships (user_id, organization_id, role) values (${user!.id}, ${ORGANIZATION}, 'operator')`;

  const measured = MEASURED.filter((size, at) => at === 0 || size * 3 <= rows);
  const left = Math.max(0, rows - measured.reduce((sum, size) => sum + size, 0));
  // From a fifth of the mean to nine fifths of it.
  const others = Array.from({ length: OTHERS }, (_, n) =>
    Math.round((left / OTHERS) * (0.2 + (1.6 * n) / OTHERS)),
  );
  const tasks: ScaleTask[] = [];
  for (const size of [...others.slice(0, OTHERS / 2), ...measured, ...others.slice(OTHERS / 2)]) {
    const [task] = await sql<{ id: number }[]>`
      insert into call_tasks (task_name, organization_id, task_type, leads_count, create_time)
      values (${`Task of ${size}`}, ${ORGANIZATION}, ${size % 4}, ${size}, now() - make_interval(hours => ${tasks.length}::int)) returning id`;
    tasks.push({ taskId: task!.id, rows: size });
    for (let from = 1; from <= size; from += STEP) {
      await makeRows(sql, task!.id, from, Math.min(size, from + STEP - 1));
    }
  }
  await makeStates(sql);
  await sql`vacuum (analyze) leads_task_list`;
  await sql`vacuum (analyze) callboard.job_states`;
  await sql`vacuum (analyze) leads_follow`;
  await sql`vacuum (analyze) callboard.due_follow_ups`;
  await sql`analyze call_tasks`;
  return {
    organizationId: ORGANIZATION,
    userId: user!.id,
    tasks: tasks.filter((task) => measured.includes(task.rows)).toSorted((a, b) => a.rows - b.rows),
    others: OTHERS,
    rows: tasks.reduce((sum, task) => sum + task.rows, 0),
    seconds: (Date.now() - startedAt) / 1000,
  };
}

/** A number from 0 to 99 for row `n` that looks like chance and is the same at each run. */
const chance = (salt: number) => `(((n::bigint * 2654435761 + ${salt} * 40503) >> 7) % 100)`;

async function makeRows(sql: postgres.Sql, taskId: number, from: number, to: number): Promise<void> {
  await sql.unsafe(`
    with made as (
      insert into leads_task_list (task_id, leads_id, leads_name, leads_phone, call_time, call_job_id, call_status, planed_time,
        call_task_id, call_conversation, calling_number, recording_url, is_interested)
      select ${taskId}, 'lead-${taskId}-' || n, '客户' || n, '138' || lpad((n % 100000000)::text, 8, '0'), now() - interval '30 days',
        case when ${chance(1)} > 0 then 'job-${taskId}-' || n end,
        (array['Succeeded', 'Succeeded', 'Failed', 'Failed', 'Executing', 'Scheduling', 'Scheduling', 'Paused', 'Cancelled', ''])[1 + ${chance(2)} / 10],
        now() - make_interval(mins => n), 'call-${taskId}-' || n,
        case when ${chance(2)} < 20 or ${chance(3)} < 15 then jsonb_build_array(
          jsonb_build_object('Speaker', 'Robot', 'Script', '您好，这里是家装回访，请问您最近有装修的打算吗？', 'Timestamp', 1790000000000 + n * 1000),
          jsonb_build_object('Speaker', 'Contact', 'Script', '有的，下个月想看一下，你们周末有人吗？第' || n || '位', 'Timestamp', 1790000004000 + n * 1000),
          jsonb_build_object('Speaker', 'Robot', 'Script', '周六周日都有设计师在店里，给您预约周六上午可以吗？', 'Timestamp', 1790000009000 + n * 1000),
          jsonb_build_object('Speaker', 'Contact', 'Script', '可以，到时候再打给我。', 'Timestamp', 1790000012000 + n * 1000)) end,
        '057126883106', case when ${chance(2)} < 20 then 'https://b.oss-cn-shanghai.aliyuncs.com/' || n || '.wav' end,
        case when ${chance(4)} < 20 then ${chance(4)} % 3 end
      from generate_series(${from}, ${to}) n
      returning id, leads_id, call_job_id),
    followed as (
      insert into leads_follow (leads_id, follow_time, leads_remark, next_follow_time, is_arrive)
      select leads_id, now() - interval '3 days', '约周六下午到店',
        case when n % 3 > 0 then now() + make_interval(hours => (n % 60 - 58)::int) end, 0
      from (select leads_id, id::bigint as n from made where call_job_id is not null) m where n % 20 = 0 returning id, leads_id)
    select count(*) from followed`);
  // In a statement of its own: one statement does not update what it has just inserted.
  await sql`
    update leads_task_list t set leads_follow_id = f.id from leads_follow f
    where f.leads_id = t.leads_id and t.task_id = ${taskId} and t.leads_follow_id is null
      and f.id > coalesce((select max(leads_follow_id) from leads_task_list where task_id = ${taskId}), 0)`;
}

/** What two refreshes in three have left. */
async function makeStates(sql: postgres.Sql): Promise<void> {
  const [last] = await sql<{ id: number }[]>`select coalesce(max(id), 0) as id from leads_task_list`;
  for (let from = 1; from <= last!.id; from += STEP) {
    await sql.unsafe(`
      insert into callboard.job_states (row_id, task_id, check_number, checked_at, changed_at, provider_time, provider_job, call_result, last_verdict)
      select n, task_id, 1, now() - interval '1 day', now() - make_interval(mins => (n % 10000)::int), now() - make_interval(mins => n::int),
        jsonb_build_object('JobId', call_job_id, 'Status', call_status, 'Priority', 5, 'FailureReason', '',
          'Contacts', jsonb_build_array(jsonb_build_object('ContactName', leads_name, 'PhoneNumber', leads_phone)),
          'Summary', case when ${chance(2)} < 20 then jsonb_build_array(
            jsonb_build_object('Category', '{}', 'SummaryName', '意向等级', 'Content', chr(65 + (${chance(5)} / 25)::int)),
            jsonb_build_object('Category', '{}', 'SummaryName', 'score', 'Content', '5')) else '[]' end,
          'Tasks', jsonb_build_array(jsonb_build_object('TaskId', call_task_id, 'JobId', call_job_id, 'Duration', 5000 + ${chance(6)} * 1000,
            'Status', 'x', 'CallId', '1528189846043', 'ScenarioId', 'b3f1a1de-0000-4000-8000-000000000000', 'ActualTime', 1790000000000 + n * 1000))),
        case when ${chance(2)} < 20 then (array['SucceededFinish', 'SucceededClientHangUp', 'SucceededTransferByIntent'])[1 + ${chance(7)} / 34]
          when ${chance(2)} < 40 then (array['NoAnswer', 'Busy', 'PoweredOff', 'NotExist'])[1 + ${chance(7)} / 25] end,
        case when ${chance(8)} < 2 then 'not_returned' when ${chance(8)} < 10 then 'updated' else 'unchanged' end
      from (select id::bigint as n, t.* from leads_task_list t where id >= ${from} and id < ${from + STEP} and call_job_id is not null) t
      where ${chance(9)} < 66`);
  }
}
