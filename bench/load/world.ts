import postgres from 'postgres';

import { benchJob, JOB_ID_PREFIX } from '../jobs';
import { sessionOf } from '../session';

/** Rows of the page that each operator looks at and refreshes. */
export const PAGE_ROWS = 20;
const ORGANIZATIONS = 4;
/** Jobs in one message to the simulator. */
const JOBS_AT_ONCE = 2000;

/** A signed-in person and the page that they work on: nobody shares a page, many share a task. */
export type Operator = { cookie: string; taskId: number; page: number; rowIds: number[] };
export type Crowd = { sql: postgres.Sql; operators: Operator[]; end: () => Promise<void> };

export type LoadServices = {
  databaseUrl: string;
  appUrl: string;
  appPid: number;
  simulatorControlUrl: string;
  nextauthSecret: string;
};

/** Fills a migrated, empty database and the simulator: four organizations, each with one task for its operators. */
export async function makeCrowd(services: LoadServices, count: number): Promise<Crowd> {
  const sql = postgres(services.databaseUrl, { max: 4, onnotice: () => {} });
  const operators: Operator[] = [];
  for (let place = 0; place < ORGANIZATIONS; place += 1) {
    const people = Math.ceil((count - place) / ORGANIZATIONS);
    if (people > 0) operators.push(...(await makeOrganization(sql, services, place, people)));
  }
  await sql`analyze`;
  await giveJobs(services.simulatorControlUrl, operators.length * PAGE_ROWS);
  return { sql, operators, end: () => sql.end({ timeout: 5 }) };
}

async function makeOrganization(
  sql: postgres.Sql,
  { nextauthSecret }: LoadServices,
  place: number,
  people: number,
): Promise<Operator[]> {
  const organization = { id: `load-${place}`, name: `Load ${place}` };
  await sql`insert into callboard.organizations ${sql(organization)}`;
  const rows = people * PAGE_ROWS;
  const [task] = await sql<{ id: number }[]>`
    insert into call_tasks (task_name, organization_id, task_type, leads_count, job_group_id, create_time)
    values (${organization.name}, ${organization.id}, 2, ${rows}, ${organization.id}, now()) returning id::int`;
  const [made] = await sql<{ jobs: number }[]>`select count(*)::int as jobs from leads_task_list`;
  const taskId = task!.id;
  const ids = await sql<{ id: number }[]>`
    insert into leads_task_list (task_id, leads_id, leads_name, leads_phone, call_job_id, call_status)
    select ${taskId}, 'lead-' || lpad(n::text, 5, '0'), '客户' || n, '138' || (10000000 + n),
      ${JOB_ID_PREFIX} || lpad(n::text, 5, '0'), 'Scheduling'
    from generate_series(${made!.jobs + 1}::int, ${made!.jobs + rows}::int) n
    order by n returning id::int`;
  const users = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash)
    select ${organization.id} || '-' || n || '@example.com', 'Operator ' || n, '-'
    from generate_series(1, ${people}::int) n returning id`;
  await sql`insert into callboard.memberships (user_id, organization_id, role)
    select unnest(${users.map(({ id }) => id)}::uuid[]), ${organization.id}, 'operator'`;
  return Promise.all(
    users.map(async ({ id }, at): Promise<Operator> => {
      const { name, value } = await sessionOf(sql, nextauthSecret, id);
      const rowIds = ids.slice(at * PAGE_ROWS, (at + 1) * PAGE_ROWS).map((row) => row.id);
      return { cookie: `${name}=${value}`, taskId, page: at + 1, rowIds };
    }),
  );
}

async function giveJobs(controlUrl: string, count: number): Promise<void> {
  for (let from = 1; from <= count; from += JOBS_AT_ONCE) {
    const length = Math.min(JOBS_AT_ONCE, count + 1 - from);
    const jobs = Array.from({ length }, (_, at) => benchJob(from + at, 'a'));
    await control(controlUrl, 'POST', '/jobs', { jobs });
  }
}

/** Has the simulator take any time between `from` and `to` ms for each of its answers; without them none. */
export async function setLatency(
  controlUrl: string,
  times: { from: number; to: number } | null,
): Promise<void> {
  if (!times) return control(controlUrl, 'DELETE', '/faults');
  await control(controlUrl, 'PUT', '/faults', { kind: 'latency', ms: times.from, upToMs: times.to });
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the simulator refused ${path}: ${await response.text()}`);
}
