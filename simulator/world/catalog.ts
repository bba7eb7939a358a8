import type { ScriptKey } from './scripts/index';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const ORGANIZATIONS = [
  { id: 'org-yunqi', name: '云栖外呼服务中心' },
  { id: 'org-qiming', name: '启明教育科技' },
  { id: 'org-ankang', name: '安康健康管理' },
] as const;
export type OrganizationId = (typeof ORGANIZATIONS)[number]['id'];

/**
 * How a task lives. `endless` never runs dry: its jobs are scheduled again, round after round. The others dial each
 * job once (with redials), beginning somewhere between `startsAt` and `startsAt + spread`.
 */
export type TaskLife = 'finished' | 'running' | 'endless' | 'paused' | 'drafted';

export type TaskPlan = {
  id: number;
  name: string;
  organization: OrganizationId;
  creator: { id: string; name: string };
  script: ScriptKey;
  life: TaskLife;
  /** Jobs that the provider knows, and rows of leads that never became a job. */
  jobs: number;
  withoutJob: number;
  /** call_tasks.task_type: 1 created, 2 calling, 3 calls finished, 4 follow-up finished, 5 paused. */
  type: 1 | 2 | 3 | 4 | 5;
  /** ms, relative to the world's anchor day */
  createdAt: number;
  startsAt: number;
  spread: number;
  /** ms, relative to the anchor: from then on nothing is dialled. */
  pausedAt?: number;
  callingNumbers: readonly string[];
};

const LIN = { id: 'u-lin', name: '林晓彤' };
const ZHOU = { id: 'u-zhou', name: '周文博' };
const HAN = { id: 'u-han', name: '韩雪' };
const GAO = { id: 'u-gao', name: '高志远' };
const MENG = { id: 'u-meng', name: '孟佳宁' };

const HANGZHOU = ['057126883106', '057126883107', '057126883118'];
const SHANGHAI = ['02160357712', '02160357713'];
const BEIJING = ['01053912280', '01053912281', '01053912285'];

/** The twelve tasks, in the order of their ids. */
export const TASKS: readonly TaskPlan[] = [
  {
    id: 51,
    name: '车险续保提醒 · 10月到期',
    organization: 'org-yunqi',
    creator: LIN,
    script: 'car-insurance',
    life: 'finished',
    jobs: 180,
    withoutJob: 4,
    type: 4,
    createdAt: -22 * DAY,
    startsAt: -21 * DAY,
    spread: 2 * DAY,
    callingNumbers: HANGZHOU,
  },
  {
    id: 52,
    name: '信用卡账单分期 · 第三批',
    organization: 'org-yunqi',
    creator: ZHOU,
    script: 'card-instalment',
    life: 'finished',
    jobs: 320,
    withoutJob: 9,
    type: 3,
    createdAt: -10 * DAY,
    startsAt: -9 * DAY,
    spread: 3 * DAY,
    callingNumbers: HANGZHOU,
  },
  {
    id: 53,
    name: '秋季班课程续费',
    organization: 'org-qiming',
    creator: HAN,
    script: 'course-renewal',
    life: 'finished',
    jobs: 240,
    withoutJob: 6,
    type: 3,
    createdAt: -7 * DAY,
    startsAt: -6 * DAY,
    spread: 2 * DAY,
    callingNumbers: BEIJING,
  },
  {
    id: 54,
    name: '家装意向客户回访 · 11月',
    organization: 'org-yunqi',
    creator: LIN,
    script: 'home-renovation',
    life: 'endless',
    jobs: 137,
    withoutJob: 11,
    type: 2,
    createdAt: -3 * DAY,
    startsAt: -2 * DAY,
    spread: 0,
    callingNumbers: HANGZHOU,
  },
  {
    id: 55,
    name: '全国客户满意度调查',
    organization: 'org-yunqi',
    creator: ZHOU,
    script: 'satisfaction',
    life: 'running',
    jobs: 5000,
    withoutJob: 60,
    type: 2,
    createdAt: -4 * DAY,
    startsAt: -3 * DAY,
    spread: 7 * DAY,
    callingNumbers: SHANGHAI,
  },
  {
    id: 56,
    name: '寒假公开课邀约',
    organization: 'org-qiming',
    creator: HAN,
    script: 'open-class',
    life: 'endless',
    jobs: 420,
    withoutJob: 12,
    type: 2,
    createdAt: -3 * DAY,
    startsAt: -2 * DAY,
    spread: 0,
    callingNumbers: BEIJING,
  },
  {
    id: 57,
    name: '年度体检预约',
    organization: 'org-ankang',
    creator: MENG,
    script: 'health-check',
    life: 'endless',
    jobs: 260,
    withoutJob: 8,
    type: 2,
    createdAt: -3 * DAY,
    startsAt: -2 * DAY,
    spread: 0,
    callingNumbers: SHANGHAI,
  },
  {
    id: 58,
    name: '信用卡账单分期 · 第四批',
    organization: 'org-yunqi',
    creator: LIN,
    script: 'card-instalment',
    life: 'paused',
    jobs: 150,
    withoutJob: 5,
    type: 5,
    createdAt: -5 * DAY,
    startsAt: -4 * DAY,
    spread: 4 * DAY,
    pausedAt: -2 * DAY,
    callingNumbers: HANGZHOU,
  },
  {
    id: 59,
    name: '家长服务满意度回访',
    organization: 'org-qiming',
    creator: GAO,
    script: 'satisfaction',
    life: 'running',
    jobs: 600,
    withoutJob: 14,
    type: 2,
    createdAt: -2 * DAY,
    startsAt: -DAY,
    spread: 4 * DAY,
    callingNumbers: BEIJING,
  },
  {
    id: 60,
    name: '口腔复诊提醒',
    organization: 'org-ankang',
    creator: MENG,
    script: 'dental-recall',
    life: 'finished',
    jobs: 90,
    withoutJob: 3,
    type: 3,
    createdAt: -4 * DAY,
    startsAt: -3 * DAY,
    spread: DAY,
    callingNumbers: SHANGHAI,
  },
  {
    id: 61,
    name: '老学员课程续费 · 冬季',
    organization: 'org-qiming',
    creator: GAO,
    script: 'course-renewal',
    life: 'running',
    jobs: 310,
    withoutJob: 7,
    type: 2,
    createdAt: -2 * DAY,
    startsAt: -1.5 * DAY,
    spread: 3 * DAY,
    callingNumbers: BEIJING,
  },
  {
    id: 62,
    name: '慢病用药随访 · 待启动',
    organization: 'org-ankang',
    creator: MENG,
    script: 'medication',
    life: 'drafted',
    jobs: 40,
    withoutJob: 10,
    type: 1,
    createdAt: -3 * HOUR,
    startsAt: 30 * DAY,
    spread: DAY,
    callingNumbers: SHANGHAI,
  },
];

/** Job groups that no other program has entered as a task: there to be brought in. */
export const WAITING_TASKS: readonly TaskPlan[] = [
  {
    id: 71,
    name: '老客户关怀回访 · 12月',
    organization: 'org-yunqi',
    creator: LIN,
    script: 'satisfaction',
    life: 'running',
    jobs: 260,
    withoutJob: 0,
    type: 2,
    createdAt: -2 * DAY,
    startsAt: -DAY,
    spread: 4 * DAY,
    callingNumbers: HANGZHOU,
  },
  {
    id: 72,
    name: '家装展会签到邀约',
    organization: 'org-yunqi',
    creator: ZHOU,
    script: 'home-renovation',
    life: 'finished',
    jobs: 120,
    withoutJob: 0,
    type: 3,
    createdAt: -6 * DAY,
    startsAt: -5 * DAY,
    spread: DAY,
    callingNumbers: SHANGHAI,
  },
];

/** All that the provider knows. */
export const ALL_TASKS: readonly TaskPlan[] = [...TASKS, ...WAITING_TASKS];

/**
 * Leads that became a job whose id was lost on its way back: so many of a task's rows without a job are at the provider,
 * after the others. The rest never got there.
 */
export function lostJobs({ withoutJob }: TaskPlan): number {
  return Math.floor(withoutJob * 0.6);
}

/** All jobs that the provider has of a task. */
export function jobsOfGroup(task: TaskPlan): number {
  return task.jobs + lostJobs(task);
}

/** How a row whose job was lost tells whose it is. */
export type Trace = 'reference' | 'number' | 'number and time' | 'same number';

const TRACES: readonly Trace[] = ['reference', 'number', 'number and time', 'same number'];

/** Null: a job that its row names, or no job. */
export function traceOf(task: TaskPlan, index: number): Trace | null {
  const lost = index - task.jobs;
  return lost >= 0 && lost < lostJobs(task) ? TRACES[lost % TRACES.length]! : null;
}

const byId = new Map(ALL_TASKS.map((task) => [task.id, task]));

export function taskById(id: number): TaskPlan | undefined {
  return byId.get(id);
}

/** The job whose call lasts an hour. */
export const LONG_CALL = { taskId: 52, index: 0, talkMs: HOUR } as const;
