import type { Json } from '../world/provider-job';
import { groupedJob } from '../world/provider-job';
import { ApiError } from './errors';
import type { ApiContext } from './operations';
import { type Parameters, required } from './parameters';

/** The most entries of one page; undocumented, the samples have 10. */
const MAX_PAGE_SIZE = 100;
const GROUP_STATES = new Set([
  ...['Draft', 'Scheduling', 'Executing', 'Completed', 'Paused', 'Failed', 'Cancelled', 'Initializing'],
]);

function whole(parameters: Parameters, name: string, most: number): number {
  const text = required(parameters, name);
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw ApiError.of('InvalidParameter', `The parameter ${name} is invalid.`);
  }
  return number;
}

function pageOf(parameters: Parameters): { pageNumber: number; pageSize: number; from: number } {
  const pageNumber = whole(parameters, 'PageNumber', 1_000_000);
  const pageSize = whole(parameters, 'PageSize', MAX_PAGE_SIZE);
  return { pageNumber, pageSize, from: (pageNumber - 1) * pageSize };
}

/** ListJobGroups: newest first; `SearchText` in their names, `JobGroupStatusFilter` with commas. */
export function listJobGroups(context: ApiContext, parameters: Parameters): Json {
  const { pageNumber, pageSize, from } = pageOf(parameters);
  const search = (parameters.get('SearchText') ?? '').toLowerCase();
  const states = (parameters.get('JobGroupStatusFilter') ?? '').split(',').filter(Boolean);
  if (states.some((state) => !GROUP_STATES.has(state))) {
    throw ApiError.of('InvalidParameter', 'The parameter JobGroupStatusFilter is invalid.');
  }
  const found = allGroups(context).filter(({ name }) => name.toLowerCase().includes(search));
  // Only groups that are shown, or filtered by their state, have their jobs counted.
  const filtered =
    states.length === 0
      ? found
      : found.filter(({ id }) => states.includes(groupStatus(statusesOf(context, id))));
  return {
    JobGroups: {
      PageNumber: pageNumber,
      PageSize: pageSize,
      TotalCount: filtered.length,
      List: filtered
        .slice(from, from + pageSize)
        .map(({ id, ...rest }) => listedGroup(context, { id, ...rest })),
    },
  };
}

type Group = { id: string; name: string; createdAt: number | null; scriptId: string | null };

function allGroups(context: ApiContext): Group[] {
  const scripted = new Map<string, Group>();
  for (const job of context.scripted.list()) {
    if (typeof job.JobGroupId !== 'string' || job.JobGroupId === '') continue;
    const name = typeof job.JobGroupName === 'string' ? job.JobGroupName : job.JobGroupId;
    scripted.set(job.JobGroupId, { id: job.JobGroupId, name, createdAt: null, scriptId: null });
  }
  const ofWorld = context.steered.groups(context.now()).filter(({ id }) => !scripted.has(id));
  return [...scripted.values(), ...ofWorld.sort((a, b) => b.createdAt - a.createdAt)];
}

export function statusesOf(context: ApiContext, groupId: string): string[] {
  return [
    ...[...context.steered.jobsOf(groupId, context.now())].map(({ status }) => status as string),
    ...context.scripted.ofGroup(groupId).map((job) => String(job.Status)),
  ];
}

function listedGroup(context: ApiContext, { id, name, createdAt, scriptId }: Group): Json {
  const statuses = statusesOf(context, id);
  const count = (status: string) => statuses.filter((one) => one === status).length;
  return {
    JobGroupId: id,
    JobGroupName: name,
    JobGroupDescription: '',
    CreationTime: createdAt,
    ScriptId: scriptId,
    Status: groupStatus(statuses),
    TotalCallNum: statuses.length,
    Progress: {
      TotalJobs: statuses.length,
      TotalCompleted: count('Succeeded'),
      Scheduling: count('Scheduling'),
      ExecutingNum: count('Executing'),
      PausedNum: count('Paused'),
      FailedNum: count('Failed'),
      CancelledNum: count('Cancelled'),
    },
  };
}

/** The facts of a group that DescribeJobGroup tells beside its progress. */
export function groupFacts(context: ApiContext, groupId: string): Json {
  const group = allGroups(context).find(({ id }) => id === groupId);
  return group ? { JobGroupName: group.name, CreationTime: group.createdAt, ScriptId: group.scriptId } : {};
}

/** ListJobsByGroup: jobs without their calls, in the order of their creation. */
export function listJobsByGroup(context: ApiContext, parameters: Parameters): Json {
  const groupId = required(parameters, 'JobGroupId');
  const { pageNumber, pageSize, from } = pageOf(parameters);
  const status = parameters.get('JobStatus');
  const now = context.now();
  const scripted = context.scripted.ofGroup(groupId);
  if (scripted.length === 0 && !context.steered.hasGroup(groupId)) throw ApiError.of('NotExist.JobGroup');
  const ofWorld = context.steered.countOf(groupId, now);
  // What tests wrote stands before the world's jobs.
  const pick = (first: number, to: number): Json[] => [
    ...scripted.slice(first, to),
    ...[...context.steered.jobsOf(groupId, now, ...placesOf(first, to, scripted.length, ofWorld))].map(
      groupedJob,
    ),
  ];
  const wanted = status ? pick(0, Infinity).filter((job) => job.Status === status) : null;
  const shown = wanted ? wanted.slice(from, from + pageSize) : pick(from, from + pageSize);
  return {
    Jobs: {
      PageNumber: pageNumber,
      PageSize: pageSize,
      TotalCount: wanted ? wanted.length : scripted.length + ofWorld,
      List: shown.map(({ Tasks: _calls, JobGroupName: _name, ...job }) => job),
    },
  };
}

/** The places among the world's jobs, where so many others come first. */
function placesOf(from: number, to: number, before: number, count: number): [from: number, to: number] {
  return [Math.max(0, from - before), Math.max(0, Math.min(count, to - before))];
}

export function groupStatus(statuses: readonly string[]): string {
  if (statuses.includes('Executing')) return 'Executing';
  if (statuses.includes('Scheduling')) return 'Scheduling';
  if (statuses.includes('Paused')) return 'Paused';
  if (statuses.includes('Drafted')) return 'Draft';
  return statuses.length > 0 && statuses.every((status) => status === 'Cancelled')
    ? 'Cancelled'
    : 'Completed';
}
