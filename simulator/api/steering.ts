import type { Json } from '../world/provider-job';
import type { Steering } from '../world/steered-world';
import { ApiError } from './errors';
import type { ApiContext } from './operations';
import { groupFacts, groupStatus, statusesOf } from './groups';
import { flag, list, type Parameters, required } from './parameters';

/** The most ids of one call; undocumented, taken as ListJobs has it. */
const MAX_JOBS = 99;

/**
 * SuspendJobs, ResumeJobs, CancelJobs: `All` with `JobGroupId` acts on a whole group, else on the jobs named. Jobs on
 * which it cannot act are left as they are, without a word.
 */
export function steerJobs(what: Steering) {
  return (context: ApiContext, parameters: Parameters): Json => {
    required(parameters, 'All');
    if (flag(parameters, 'All')) {
      steerGroup(context, required(parameters, 'JobGroupId'), what);
      return {};
    }
    const ids = list(parameters, 'JobId');
    if (ids.length === 0) throw ApiError.of('MissingParameter', 'The parameter JobId is missing.');
    if (ids.length > MAX_JOBS) throw ApiError.of('InvalidParameter', 'The parameter JobId is invalid.');
    for (const id of ids) {
      if (!context.scripted.steer(id, what)) context.steered.steerJob(id, what, context.now());
    }
    return {};
  };
}

function steerGroup(context: ApiContext, groupId: string, what: Steering): void {
  const scripted = context.scripted.ofGroup(groupId);
  if (scripted.length === 0 && !context.steered.hasGroup(groupId)) throw ApiError.of('NotExist.JobGroup');
  for (const job of scripted) context.scripted.steer(job.JobId as string, what);
  context.steered.steerGroup(groupId, what, context.now());
}

/** `TotalCompleted` counts the jobs that reached somebody; the documentation does not say whether others count too. */
export function describeJobGroup(context: ApiContext, parameters: Parameters): Json {
  const groupId = required(parameters, 'JobGroupId');
  const statuses = statusesOf(context, groupId);
  if (statuses.length === 0 && !context.steered.hasGroup(groupId)) throw ApiError.of('NotExist.JobGroup');
  const count = (status: string) => statuses.filter((one) => one === status).length;
  return {
    JobGroup: {
      JobGroupId: groupId,
      ...groupFacts(context, groupId),
      Status: groupStatus(statuses),
      Progress: {
        TotalJobs: statuses.length,
        TotalCompleted: count('Succeeded'),
        Scheduling: count('Scheduling'),
        Executing: count('Executing'),
        Paused: count('Paused'),
        Failed: count('Failed'),
        Cancelled: count('Cancelled'),
      },
    },
  };
}
