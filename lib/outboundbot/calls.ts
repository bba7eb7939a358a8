import type { JobGroupState } from '@/lib/values/job-group-states';

import { readJob, readJobGroup, readJobs, readRecordingLink, requestIdOf } from './answers';
import { readGroupJobs, readJobGroups, readListedJobGroup } from './group-answers';
import type { FailureContext } from './errors';
import type { OperationName } from './operations';
import type {
  GroupJob,
  JobGroup,
  ListedJobGroup,
  PageOf,
  ProviderError,
  ProviderJob,
  RecordingLink,
  SteeringOperation,
  SteeringTarget,
} from './types';

/** One call: what is asked, and how its answer is read. */
export type Call<T> = {
  operation: OperationName;
  query: Record<string, unknown>;
  /** Ids that the call carries; they are cut out of the provider's text. */
  ids: readonly string[];
  read: (body: Record<string, unknown>, context: FailureContext) => T | ProviderError;
  rows: (result: T) => number;
};

export function listJobsCall(instanceId: string, ids: readonly string[]): Call<ProviderJob[]> {
  return {
    operation: 'ListJobs',
    query: { InstanceId: instanceId, JobId: ids },
    ids: [instanceId, ...ids],
    read: readJobs,
    rows: (jobs) => jobs.length,
  };
}

export function describeJobCall(instanceId: string, jobId: string): Call<ProviderJob> {
  return {
    operation: 'DescribeJob',
    query: { InstanceId: instanceId, JobId: jobId },
    ids: [instanceId, jobId],
    read: (body, context) => readJob(body, jobId, context),
    rows: () => 1,
  };
}

export function downloadRecordingCall(instanceId: string, callId: string): Call<RecordingLink> {
  return {
    operation: 'DownloadRecording',
    query: { InstanceId: instanceId, TaskId: callId },
    ids: [instanceId, callId],
    read: readRecordingLink,
    rows: (link) => (link.state === 'ready' ? 1 : 0),
  };
}

export function describeJobGroupCall(instanceId: string, jobGroupId: string): Call<JobGroup> {
  return {
    operation: 'DescribeJobGroup',
    query: { InstanceId: instanceId, JobGroupId: jobGroupId },
    ids: [instanceId, jobGroupId],
    read: readJobGroup,
    rows: () => 1,
  };
}

export function findJobGroupCall(instanceId: string, jobGroupId: string): Call<ListedJobGroup> {
  return {
    ...describeJobGroupCall(instanceId, jobGroupId),
    read: (body, context) => readListedJobGroup(body, jobGroupId, context),
    rows: () => 1,
  };
}

export function listJobGroupsCall(
  instanceId: string,
  {
    page,
    pageSize,
    search,
    states = [],
  }: { page: number; pageSize: number; search?: string; states?: readonly JobGroupState[] },
): Call<PageOf<ListedJobGroup>> {
  return {
    operation: 'ListJobGroups',
    query: {
      InstanceId: instanceId,
      PageNumber: page,
      PageSize: pageSize,
      ...(search && { SearchText: search }),
      ...(states.length > 0 && { JobGroupStatusFilter: states.join(',') }),
    },
    ids: [instanceId],
    read: readJobGroups,
    rows: ({ items }) => items.length,
  };
}

export function listJobsByGroupCall(
  instanceId: string,
  jobGroupId: string,
  { page, pageSize }: { page: number; pageSize: number },
): Call<PageOf<GroupJob>> {
  return {
    operation: 'ListJobsByGroup',
    query: { InstanceId: instanceId, JobGroupId: jobGroupId, PageNumber: page, PageSize: pageSize },
    ids: [instanceId, jobGroupId],
    read: readGroupJobs,
    rows: ({ items }) => items.length,
  };
}

/** `All` is required; `JobId` where it is false, `JobGroupId` where it is true (SuspendJobs, ResumeJobs, CancelJobs). */
export function steerJobsCall(
  instanceId: string,
  operation: SteeringOperation,
  target: SteeringTarget,
): Call<{ requestId: string | null }> {
  const isGroup = 'jobGroupId' in target;
  return {
    operation,
    query: {
      InstanceId: instanceId,
      All: isGroup,
      ...(isGroup ? { JobGroupId: target.jobGroupId } : { JobId: target.jobIds }),
    },
    ids: [instanceId, ...(isGroup ? [target.jobGroupId] : target.jobIds)],
    read: (body, context) => ({ requestId: requestIdOf(body) ?? context.requestId }),
    rows: () => (isGroup ? 0 : target.jobIds.length),
  };
}
