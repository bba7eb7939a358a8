import { LONG_CALL, ORGANIZATIONS, TASKS, type TaskPlan, traceOf } from './catalog';
import { leadOf } from './people';
import { conversationOf, jobGroupId, referenceId, scriptId } from './provider-job';
import { Random } from './random';
import { type JobState, leadNumber, type World } from './world';

/** Rows for the tables of an installation, as another program had filled them by a certain time. Times are ISO UTC. */
export type Tables = {
  at: string;
  anchor: string;
  organizations: { id: string; name: string }[];
  tasks: TaskRow[];
  leads_task_list: LeadRow[];
  leads_follow: FollowRow[];
  /** Jobs worth a look. */
  notable: { long_call: { task_id: number; call_job_id: string; call_task_id: string | null } };
};
export type TaskRow = {
  id: number;
  task_name: string;
  organization_id: string;
  create_name_id: string;
  create_name: string;
  create_time: string;
  leads_count: number;
  script_id: string;
  job_group_id: string;
  task_type: number;
  size_desc: Record<string, unknown>;
};
export type LeadRow = {
  task_id: number;
  leads_id: string;
  leads_name: string;
  leads_phone: string;
  call_time: string | null;
  call_job_id: string | null;
  reference_id: string | null;
  call_status: string | null;
  planed_time: string | null;
  call_task_id: string | null;
  call_conversation: unknown[] | null;
  calling_number: string | null;
  recording_url: string | null;
  leads_follow_key: string | null;
  is_interested: number | null;
};
export type FollowRow = {
  key: string;
  leads_id: string;
  follow_time: string;
  leads_remark: string;
  new_follow_time: string;
  next_follow_time: string | null;
  is_arrive: number | null;
};

const REMARKS = [
  '客户比较感兴趣，约了下周再联系。',
  '已加微信，资料发过去了。',
  '客户在开会，让下午三点后再打。',
  '价格敏感，想等活动。',
  '明确拒绝，不再跟进。',
  '家里人还在商量，周五前给答复。',
  '已预约到店，提醒带证件。',
  '电话里说得不太清楚，需要当面沟通。',
  '客户反馈之前的服务人员态度不好，先安抚。',
  '号码是家属在用，本人晚上才在。',
  '报价已发，等客户回复。',
  '对比过两家，倾向我们。',
];

/**
 * The whole database as of `at`, or the tasks in `only`. `linkOf` signs the recording link of a call that ended at `endedAt`.
 * `leads_follow_key` of a lead's row is the `key` of one of `leads_follow`.
 */
export function tablesAt(
  world: World,
  at: number,
  anchor: number,
  linkOf: (callId: string, endedAt: number) => string,
  only: readonly number[] = TASKS.map((task) => task.id),
): Tables {
  const tasks = TASKS.filter((task) => only.includes(task.id));
  const long = TASKS.find((task) => task.id === LONG_CALL.taskId)!;
  const longJob = world.jobAt({ seed: world.seed, anchor, task: long, index: LONG_CALL.index }, at);
  const tables: Tables = {
    at: iso(at),
    anchor: iso(anchor),
    organizations: ORGANIZATIONS.map((organization) => ({ ...organization })),
    tasks: tasks.map((task) => taskRow(world.seed, task, anchor)),
    leads_task_list: [],
    leads_follow: [],
    notable: {
      long_call: {
        task_id: long.id,
        call_job_id: longJob.id,
        call_task_id: longJob.calls.at(-1)?.id ?? null,
      },
    },
  };
  for (const task of tasks) {
    const gap = Math.floor(task.jobs / task.withoutJob);
    let without = 0;
    for (let index = 0; index < task.jobs; index++) {
      const job = world.jobAt({ seed: world.seed, anchor, task, index }, at);
      tables.leads_task_list.push(leadRow(job, at, linkOf, tables.leads_follow));
      if (index % gap === gap - 1 && without < task.withoutJob) {
        tables.leads_task_list.push(rowWithoutJob(world, task, anchor, at, without++));
      }
    }
  }
  return tables;
}

const iso = (ms: number) => new Date(ms).toISOString();

function taskRow(seed: number, task: TaskPlan, anchor: number): TaskRow {
  return {
    id: task.id,
    task_name: task.name,
    organization_id: task.organization,
    create_name_id: task.creator.id,
    create_name: task.creator.name,
    create_time: iso(anchor + task.createdAt),
    leads_count: task.jobs + task.withoutJob,
    script_id: scriptId(seed, task.script),
    job_group_id: jobGroupId(seed, task.id),
    task_type: task.type,
    size_desc: { leads: task.jobs + task.withoutJob, lines: task.jobs > 1000 ? 40 : 10, max_attempts: 4 },
  };
}

function leadRow(
  job: JobState,
  at: number,
  linkOf: (callId: string, endedAt: number) => string,
  follows: FollowRow[],
): LeadRow {
  const { seed, task, index } = job.place;
  const random = new Random(seed, 'row', task.id, index);
  const last = job.calls.at(-1);
  const conversation = last ? conversationOf(last) : [];
  const reached = job.status === 'Succeeded' && last?.connected === true;
  const withLink = random.chance(1 / 3);
  const row: LeadRow = {
    task_id: task.id,
    leads_id: job.lead.id,
    leads_name: job.lead.name,
    leads_phone: job.lead.phone,
    call_time: last?.plan.dialledAt ? iso(last.plan.dialledAt) : null,
    call_job_id: job.id,
    reference_id: referenceId(seed, task.id, index),
    call_status: job.status,
    planed_time: last ? iso(last.plan.plannedAt) : null,
    call_task_id: last?.id ?? null,
    call_conversation: conversation.length > 0 ? conversation : null,
    calling_number: last?.callingNumber ?? null,
    recording_url: reached && withLink ? linkOf(last.id, last.plan.endsAt) : null,
    leads_follow_key: null,
    is_interested: null,
  };
  const followed = random.chance(task.type === 4 ? 0.8 : 0.24);
  if (reached && followed && last.plan.endsAt + 600_000 < at) {
    const key = addFollow(row, last.plan.endsAt, at, random, follows);
    return { ...row, leads_follow_key: key, is_interested: random.pick([0, 1, 1, 2]) };
  }
  return row;
}

/** Notes on a lead after its call; the last one is the row's, an earlier one is history. */
function addFollow(row: LeadRow, after: number, at: number, random: Random, follows: FollowRow[]): string {
  const count = random.chance(0.15) ? 2 : 1;
  let key = '';
  for (let i = 0; i < count; i++) {
    key = `follow-${follows.length + 1}`;
    const time =
      after +
      Math.floor((((i + 0.2 + 0.7 * random.next()) / count) * Math.min(at - after, 86_400_000 * 2)) / 1000) *
        1000;
    const arrived = random.chance(0.15);
    follows.push({
      key,
      leads_id: row.leads_id,
      follow_time: iso(time),
      leads_remark: random.pick(REMARKS),
      new_follow_time: iso(time),
      next_follow_time: arrived || random.chance(0.3) ? null : iso(time + random.int(1, 7) * 86_400_000),
      is_arrive: arrived ? 1 : random.chance(0.5) ? 0 : null,
    });
  }
  return key;
}

/**
 * A lead that was never handed to the provider, or whose job's id was lost on its way back; "no job" is written as null or
 * as ''.
 */
function rowWithoutJob(world: World, task: TaskPlan, anchor: number, at: number, n: number): LeadRow {
  const { seed } = world;
  const index = task.jobs + n;
  const lead = leadOf(seed, leadNumber({ seed, task, index }));
  const trace = traceOf(task, index);
  const dialledAt =
    trace === 'number and time'
      ? (world.jobAt({ seed, anchor, task, index }, at).calls.at(-1)?.plan.dialledAt ?? null)
      : null;
  return {
    task_id: task.id,
    leads_id: lead.id,
    leads_name: lead.name,
    leads_phone: lead.phone,
    call_time: dialledAt === null ? null : iso(dialledAt),
    call_job_id: n % 3 === 2 ? '' : null,
    reference_id: trace === 'reference' ? referenceId(seed, task.id, index) : null,
    call_status: null,
    planed_time: null,
    call_task_id: null,
    call_conversation: null,
    calling_number: null,
    recording_url: null,
    leads_follow_key: null,
    is_interested: null,
  };
}
