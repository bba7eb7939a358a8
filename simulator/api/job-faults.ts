import { type Fault, type Faults, JOB_FAULTS, type Subject } from '../faults';
import type { Json } from '../world/provider-job';
import { ApiError } from './errors';

/** Spoils the jobs of an answer as the faults say; null stands for an answer without `Jobs`. */
export function spoilJobs(faults: Faults, subject: Subject, jobs: Json[]): Json[] | null {
  let result: Json[] | null = jobs;
  for (const fault of faults.take(subject, JOB_FAULTS)) {
    if (fault.kind === 'notExistJob') throw ApiError.of('NotExist.Job');
    if (fault.kind === 'noJobs') result = null;
    if (fault.kind === 'emptyJobs') result = [];
    result = result?.flatMap((job) => (isMeant(fault, job) ? spoil(fault, job) : [job])) ?? null;
  }
  return result;
}

function isMeant(fault: Fault, job: Json): boolean {
  return !fault.jobIds || fault.jobIds.includes(String(job.JobId));
}

function spoil(fault: Fault, job: Json): Json[] {
  switch (fault.kind) {
    case 'missingIds':
      return [];
    case 'duplicates':
      return [{ ...job, Status: 'Scheduling', Tasks: [] }, job];
    case 'unknownStatus':
      return [
        {
          ...job,
          Status: fault.jobStatus ?? 'Hibernating',
          Tasks: calls(job, (call) => ({ ...call, Status: fault.callStatus ?? 'SucceededByTelepathy' })),
        },
      ];
    case 'unknownFields':
      return [
        {
          ...job,
          NewJobField: { deep: [1, 'two'] },
          Tasks: calls(job, (call) => ({ ...call, NewCallField: true, SipCode: '200' })),
        },
      ];
    case 'nullLists': {
      const tasks = fault.field === 'Tasks' ? null : calls(job, (call) => ({ ...call, Conversation: null }));
      return [{ ...job, Contacts: null, CallingNumbers: null, Extras: null, Summary: null, Tasks: tasks }];
    }
    case 'wrongTypes':
      return [wrong(fault.field ?? 'Conversation', fault.value ?? 'a text where a list should be', job)];
    default:
      return [job];
  }
}

function wrong(field: string, value: unknown, job: Json): Json {
  if (['Status', 'Tasks', 'Contacts', 'Extras', 'Summary', 'CallingNumbers'].includes(field)) {
    return { ...job, [field]: value };
  }
  return { ...job, Tasks: calls(job, (call) => ({ ...call, [field]: value })) };
}

function calls(job: Json, change: (call: Json) => Json): unknown {
  return Array.isArray(job.Tasks)
    ? (job.Tasks as Json[]).map((call) => (call ? change(call) : call))
    : job.Tasks;
}
