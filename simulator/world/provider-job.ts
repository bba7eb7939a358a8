import type { JobState, CallState } from './world';
import { Random } from './random';
import { uuidOf as makeUuid } from './ids';
import { Memo } from './memo';
import { END_REASONS, SIP_CODES, isConnected } from './results';
import { scriptOf } from './scripts/index';

const uuids = new Memo<string>(10_000);

function uuidOf(seed: number, kind: string, key: number | string): string {
  return uuids.get(`${seed} ${kind} ${key}`, () => makeUuid(seed, kind, key));
}

export type Json = Record<string, unknown>;

/**
 * A job as ListJobs answers it (OutboundBot 2019-12-26): all documented fields, wire names. A sentence's `Timestamp`
 * is when it was stored, here: its end. `Duration` is the talk in ms, 0 while the call goes on.
 */
export function listedJob(job: JobState): Json {
  const contact = contactOf(job);
  const { seed, task, index } = job.place;
  return {
    JobId: job.id,
    JobGroupId: jobGroupId(seed, task.id),
    ScenarioId: uuidOf(seed, 'scenario', task.script),
    StrategyId: uuidOf(seed, 'strategy', task.id),
    ReferenceId: referenceId(seed, task.id, index),
    Status: job.status,
    FailureReason: job.failureReason,
    Priority: 5,
    SystemPriority: 1,
    CallingNumbers: [...task.callingNumbers],
    Contacts: [contact],
    Extras: extrasOf(job),
    Summary: summaryOf(job),
    Tasks: job.calls.map((call) => listedCall(job, call, contact)),
  };
}

/** A job as ListJobsByGroup answers it: without its calls. */
export function groupedJob(job: JobState): Json {
  const { Tasks: _calls, ...listed } = listedJob({ ...job, calls: [] });
  return listed;
}

/** A job as DescribeJob answers it: what ListJobs says and the fields that only DescribeJob has. */
export function describedJob(job: JobState, instanceId: string): Json {
  const listed = listedJob(job) as Json & { Tasks: Json[] };
  return {
    ...listed,
    InstanceId: instanceId,
    CalledNumber: job.lead.phone,
    NextExecutionTime: job.nextExecutionAt,
    Tasks: job.calls.map((call, i) => ({ ...listed.Tasks[i], ...describedCall(call) })),
  };
}

export function jobGroupId(seed: number, taskId: number): string {
  return uuidOf(seed, 'group', taskId);
}

export function scriptId(seed: number, script: string): string {
  return uuidOf(seed, 'script', script);
}

export function referenceId(seed: number, taskId: number, index: number): string {
  return `${taskId}${String(new Random(seed, 'reference', taskId, index).int(0, 999_999)).padStart(6, '0')}${index}`;
}

function contactOf(job: JobState): Json {
  const { seed, task, index } = job.place;
  return {
    ContactId: uuidOf(seed, 'contact', job.lead.id),
    ContactName: job.lead.name,
    Honorific: job.lead.surname + job.lead.honorific,
    PhoneNumber: job.lead.phone,
    ReferenceId: referenceId(seed, task.id, index),
    JobId: job.id,
    Role: '*',
    State: 'Available',
  };
}

function extrasOf(job: JobState): Json[] {
  const { seed, task, index } = job.place;
  const random = new Random(seed, 'slots', task.id, index);
  const extras: Json[] = [];
  for (const [key, value] of Object.entries(scriptOf(task.script).slots))
    extras.push({ Key: key, Value: value(random) });
  return [
    ...extras,
    { Key: '备注', Value: index % 7 === 0 ? null : '' },
    { Key: 'TenantId', Value: '180532' },
    { Key: 'ServiceId', Value: 'outboundbot' },
  ];
}

function summaryOf(job: JobState): Json[] {
  const last = job.calls.at(-1);
  if (job.status !== 'Succeeded' || !last?.connected || last.sentences.length < 6) return [];
  const random = new Random(job.place.seed, 'summary', last.id);
  return Object.entries(scriptOf(job.place.task.script).summary).map(([name, values]) => ({
    Category: '{}',
    SummaryName: name,
    Content: random.pick(values),
  }));
}

function listedCall(job: JobState, call: CallState, contact: Json): Json {
  const { seed, task } = job.place;
  const { plan } = call;
  return {
    TaskId: call.id,
    JobId: job.id,
    ScenarioId: uuidOf(seed, 'scenario', task.script),
    ChatbotId: `chatbot-cn-${task.script}`,
    CallId: plan.dialledAt === null ? '' : String(plan.dialledAt),
    CallingNumber: call.callingNumber,
    CalledNumber: job.lead.phone,
    Status: call.executing ? 'Executing' : plan.result,
    PlanedTime: plan.plannedAt,
    ActualTime: plan.dialledAt,
    Duration: call.executing ? 0 : plan.talkMs,
    Brief: '',
    Contact: contact,
    Conversation: conversationOf(call),
  };
}

/** The sentences as ListJobs gives them. */
export function conversationOf(call: CallState): Json[] {
  return call.sentences.map((sentence) => ({
    Speaker: sentence.speaker,
    Script: sentence.text,
    Timestamp: call.answeredAt! + sentence.to,
    Summary: [],
  }));
}

function describedCall(call: CallState): Json {
  const { plan, executing } = call;
  const first = call.sentences[0];
  const last = call.sentences.at(-1);
  const ringing = plan.dialledAt === null || (executing && call.answeredAt === null) ? null : plan.ringMs;
  return {
    EndTime: executing ? null : plan.endsAt,
    EndReason: executing ? null : (END_REASONS[plan.result] ?? null),
    HangUpDirection:
      executing || !isConnected(plan.result) ? null : /Client|Finish/.test(plan.result) ? 'client' : 'robot',
    RingingDuration: ringing,
    RealRingingDuration: ringing,
    SipCode: executing
      ? null
      : call.connected
        ? '200'
        : SIP_CODES[plan.result]
          ? String(SIP_CODES[plan.result])
          : null,
    TotalDuration: executing || plan.dialledAt === null ? 0 : plan.ringMs + plan.talkMs,
    Conversation: call.sentences.map((sentence, i) => ({
      Speaker: sentence.speaker,
      Script: sentence.text,
      Timestamp: call.answeredAt! + sentence.to,
      SequenceId: String(i + 1),
      Action:
        sentence === first
          ? 'Broadcast'
          : sentence === last && !executing
            ? /Transfer(By|After)/.test(plan.result)
              ? 'TransferToAgent'
              : 'HangUp'
            : 'Dialogue',
      ActionParams: '{}',
      Summary: [],
    })),
  };
}
