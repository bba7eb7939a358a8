import { type Faults, LINK_FAULTS, type Subject } from '../faults';
import type { RecordingLibrary } from '../recordings/library';
import type { Links } from '../recordings/links';
import type { ScriptedJobs } from '../scripted';
import { describedJob, type Json, listedJob } from '../world/provider-job';
import type { SteeredWorld } from '../world/steered-world';
import type { World } from '../world/world';
import { ApiError } from './errors';
import { listJobGroups, listJobsByGroup } from './groups';
import { spoilJobs } from './job-faults';
import { flag, list, type Parameters, required } from './parameters';
import { describeJobGroup, steerJobs } from './steering';

export type ApiContext = {
  world: World;
  /** The same world, as it was steered. */
  steered: SteeredWorld;
  scripted: ScriptedJobs;
  library: RecordingLibrary;
  links: Links;
  faults: Faults;
  now: () => number;
  settings: { instanceId: string; unknownJobs: 'omit' | 'fail' };
};

/** A link that was handed out by the `linkHost` fault points here. */
const FOREIGN_ORIGIN = 'http://recordings.example.com';
const MAX_JOBS = 99;

type Handler = (context: ApiContext, parameters: Parameters, subject: Subject) => Json;

/** The operations, each with what it answers beside the envelope. */
export const HANDLERS = {
  ListJobs: listJobs,
  DescribeJob: describeJob,
  DownloadRecording: downloadRecording,
  DescribeJobGroup: inInstance(describeJobGroup),
  ListJobGroups: inInstance(listJobGroups),
  ListJobsByGroup: inInstance(listJobsByGroup),
  SuspendJobs: inInstance(steerJobs('suspend')),
  ResumeJobs: inInstance(steerJobs('resume')),
  CancelJobs: inInstance(steerJobs('cancel')),
} as const satisfies Record<string, Handler>;
export type OperationName = keyof typeof HANDLERS;

const GROUP_OPERATIONS: ReadonlySet<OperationName> = new Set(['ListJobsByGroup']);

function inInstance(handler: (context: ApiContext, parameters: Parameters) => Json): Handler {
  return (context, parameters) => {
    checkInstance(context, parameters);
    return handler(context, parameters);
  };
}

/** What a request is about, for faults scoped by job or call; nothing is checked here. */
export function subjectOf(context: ApiContext, operation: OperationName, parameters: Parameters): Subject {
  if (operation === 'DownloadRecording') {
    const callId = parameters.get('TaskId') ?? null;
    const jobId = callId === null ? null : context.library.ofCall(callId)?.jobId;
    return { operation, callId, jobIds: jobId ? [jobId] : [] };
  }
  // A group counts as a job here: a test's faults name what is its own.
  const group = GROUP_OPERATIONS.has(operation) ? [parameters.get('JobGroupId') ?? ''] : [];
  return { operation, callId: null, jobIds: [...list(parameters, 'JobId'), ...group] };
}

function checkInstance(context: ApiContext, parameters: Parameters): void {
  if (required(parameters, 'InstanceId') !== context.settings.instanceId)
    throw ApiError.of('NotExist.Instance');
}

/** Jobs come in an order of their own (by id), as nothing about the order is documented. */
function listJobs(context: ApiContext, parameters: Parameters, subject: Subject): Json {
  required(parameters, 'InstanceId');
  const ids = list(parameters, 'JobId');
  if (ids.length === 0) throw ApiError.of('MissingParameter', 'The parameter JobId is missing.');
  if (ids.length > MAX_JOBS) throw ApiError.of('InvalidParameter', 'The parameter JobId is invalid.');
  checkInstance(context, parameters);
  const now = context.now();
  const jobs: Json[] = [];
  for (const id of [...new Set(ids)].sort()) {
    const scripted = context.scripted.job(id);
    const state = scripted ? null : context.steered.job(id, now);
    if (scripted) jobs.push(scripted);
    else if (state) jobs.push(listedJob(state));
    else if (context.settings.unknownJobs === 'fail') throw ApiError.of('NotExist.Job');
  }
  const answered = spoilJobs(context.faults, subject, jobs);
  return answered === null ? {} : { Jobs: answered };
}

function describeJob(context: ApiContext, parameters: Parameters, subject: Subject): Json {
  checkInstance(context, parameters);
  const id = required(parameters, 'JobId');
  const scripted = context.scripted.job(id);
  const state = scripted ? null : context.steered.job(id, context.now());
  const job = scripted ?? (state && describedJob(state, context.settings.instanceId));
  const [answered] = job ? (spoilJobs(context.faults, subject, [job]) ?? []) : [];
  if (!answered) throw ApiError.of('NotExist.Job');
  return { Job: answered };
}

/** Without sound, and while the sound is not ready, `SignatureUrl` is empty. */
function downloadRecording(context: ApiContext, parameters: Parameters, subject: Subject): Json {
  checkInstance(context, parameters);
  const callId = required(parameters, 'TaskId');
  const swapped = flag(parameters, 'SwapChannels');
  const slices = flag(parameters, 'NeedVoiceSliceRecording');
  const found = context.library.ofCall(callId);
  if (!found) throw ApiError.of('NotExist.Task');
  const fault = context.faults.takeOne(subject, LINK_FAULTS);
  if (found.state === 'none' || found.state === 'not_ready' || fault?.kind === 'recordingNotReady') {
    return { DownloadParams: { SignatureUrl: '', FileName: '' } };
  }
  const options = {
    expiresAt: fault?.kind === 'expiredLink' ? Math.floor(Date.now() / 1000) - 60 : undefined,
    origin:
      fault?.kind === 'linkHost'
        ? (fault.url ?? (fault.host ? `http://${fault.host}` : FOREIGN_ORIGIN))
        : undefined,
  };
  const extension = found.recording.file?.extension ?? 'wav';
  const name = `${callId}${swapped ? '-swapped' : ''}.${extension}`;
  const slicesJson = () =>
    JSON.stringify(
      found.recording.segments.map((_, i) => {
        const fileName = `${callId}-${i + 1}.wav`;
        return { fileName, filePath: context.links.sign(fileName, options) };
      }),
    );
  return {
    DownloadParams: {
      SignatureUrl: context.links.sign(name, options),
      FileName: `${callId}.${extension}`,
      ...(slices ? { VoiceSliceRecordingListJson: slicesJson() } : {}),
    },
  };
}
