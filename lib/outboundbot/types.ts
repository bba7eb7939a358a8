import type { JobGroupState } from '@/lib/values/job-group-states';

import type { OperationName } from './operations';

/** A job exactly as ListJobs or DescribeJob answered it: wire names, unknown fields kept. Its other fields are not checked here. */
export type ProviderJob = Record<string, unknown> & { JobId: string };

export type ProviderErrorKind =
  | 'network' // refused, reset, DNS, TLS
  | 'timeout' // our own deadline or the runtime's
  | 'throttled'
  | 'forbidden' // credentials, RAM, signature
  | 'not_found' // NotExist.*
  | 'rejected' // any other 4xx or Success:false
  | 'unavailable' // 5xx
  | 'bad_answer'; // not JSON, or JSON of another shape

/** The provider did not do what was asked. `message` carries no id and no address: it may be shown. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  /** The provider's own code (`Throttling.User`), or ours for a failure below HTTP (`ECONNRESET`, `DeadlineExceeded`). */
  readonly code: string;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly retryable: boolean;
  /** How long the provider asks to wait before the next try. */
  readonly retryAfterMs: number | null;

  constructor(init: {
    kind: ProviderErrorKind;
    code: string;
    message: string;
    requestId?: string | null;
    httpStatus?: number | null;
    retryable: boolean;
    retryAfterMs?: number | null;
    cause?: unknown;
  }) {
    super(init.message, { cause: init.cause });
    this.kind = init.kind;
    this.code = init.code;
    this.requestId = init.requestId ?? null;
    this.httpStatus = init.httpStatus ?? null;
    this.retryable = init.retryable;
    this.retryAfterMs = init.retryAfterMs ?? null;
  }
}

/** The deadline came before the call's turn: the provider was not asked, and nothing of it is the provider's fault. */
export class NoTurnError extends Error {
  override readonly name = 'NoTurnError';
  /** When another try makes sense, in seconds. */
  readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    super('no turn in time');
    this.retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil(waitMs / 1000)));
  }
}

/** The one who asked went before the call's turn came: the provider was not asked. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';

  constructor() {
    super('the one who asked has gone');
  }
}

/** One attempt of one call, reported when it ends. */
export type ProviderAttempt = {
  operation: OperationName;
  requestId: string | null;
  /** Jobs in the answer (ListJobs), else 1 or 0. */
  rows: number;
  ms: number;
  /** "OK", or the error's code. */
  code: string;
};

/** `person`: somebody waits for just this (play, one job, its calls); `page`: a page of jobs; `background`: nobody waits. */
export type CallClass = 'person' | 'page' | 'background';

/** On whose behalf the provider is asked: organizations and, within them, people and tokens share its places. */
export type Caller = {
  orgId: string;
  actorId: string;
  class: CallClass;
  /** Aborts when the one who asked has gone: what waits for its turn then is never asked. What has been asked goes on. */
  gone?: AbortSignal;
};

export type CallOptions = {
  caller: Caller;
  /**
   * Ends the call, retries and waiting for a turn included, with a `timeout` ProviderError, or with NoTurnError when its
   * turn never came.
   */
  deadline: AbortSignal;
  /** When the deadline comes, epoch ms: a pause that reaches past it then ends the call at once, as the provider's own error. */
  endsAt?: number;
  onAttempt?: (attempt: ProviderAttempt) => void;
};

/** A deadline so many milliseconds from now. */
export function deadlineIn(ms: number): Required<Pick<CallOptions, 'deadline' | 'endsAt'>> {
  return deadlineAt(Date.now() + ms);
}

/** A deadline at a time, epoch ms. */
export function deadlineAt(endsAt: number): Required<Pick<CallOptions, 'deadline' | 'endsAt'>> {
  return { deadline: AbortSignal.timeout(Math.max(0, endsAt - Date.now())), endsAt };
}

/**
 * A request that may reach the provider, as its door hands it on: the use cases behind ask for one, so that none can be
 * opened without a budget.
 */
export type ProviderRequest = {
  /** When the request came, epoch ms: every deadline counts from here. */
  startedAt: number;
  /** Aborts when the one who asked has gone. */
  gone: AbortSignal;
  /**
   * Counts once against the actor's budget; called before the first thing is asked outside, and not for what is stored.
   * @throws AppError `rate_limited`
   */
  spend: () => Promise<void>;
};

/** What steers jobs (OutboundBot 2019-12-26). */
export type SteeringOperation = 'SuspendJobs' | 'ResumeJobs' | 'CancelJobs';

/** Which jobs are steered: all of a job group, or those named (at most 99 a call). */
export type SteeringTarget = { jobGroupId: string } | { jobIds: readonly string[] };

/** A job group as DescribeJobGroup tells it; a count that it leaves out is 0. */
export type JobGroup = {
  /** Draft, Scheduling, Executing, Completed, Paused, Failed, Cancelled, Initializing, or one of its later days. */
  status: string | null;
  progress: {
    totalJobs: number;
    totalCompleted: number;
    failed: number;
    executing: number;
    scheduling: number;
    paused: number;
    cancelled: number;
  };
};

/** A job group as a list of them shows it; what the provider leaves out is null. */
export type ListedJobGroup = {
  id: string;
  name: string | null;
  /** One of JOB_GROUP_STATES, or one of the provider's later days. */
  status: string | null;
  totalJobs: number | null;
  scriptId: string | null;
  /** ISO UTC. */
  createdAt: string | null;
};

/** Page numbers count from 1. `totalCount`: over all pages, null where the provider does not say. */
export type PageOf<T> = { items: T[]; totalCount: number | null };

/** A job of a group as ListJobsByGroup tells it: without its calls. */
export type GroupJob = {
  jobId: string;
  /** The caller's own business id. */
  referenceId: string | null;
  status: string | null;
  /** Of its first contact. The provider may have hidden digits of the number. */
  contact: {
    id: string | null;
    name: string | null;
    phone: string | null;
    referenceId: string | null;
  } | null;
};

export type RecordingLink =
  | { state: 'ready'; url: string; expiresAt: Date | null; fileName: string | null }
  | { state: 'not_ready'; requestId: string | null };

/** The provider in our language. One instance for the process; it bounds its own concurrency. */
export type OutboundBot = {
  /**
   * Asks for any number of jobs: calls of at most 99 ids, in parallel. Fails as a whole if one call fails.
   * The answer may lack jobs, hold others and repeat some; it comes in the provider's order.
   */
  listJobs(jobIds: readonly string[], options: CallOptions): Promise<ProviderJob[]>;
  /**
   * One job with what ListJobs leaves out: how each call ended and rang, and when the next one may be (OutboundBot
   * 2019-12-26, DescribeJob). A job that the provider does not know is a `not_found` ProviderError.
   */
  describeJob(jobId: string, options: CallOptions): Promise<ProviderJob>;
  /**
   * How a job group stands (OutboundBot 2019-12-26, DescribeJobGroup). A group that the provider does not know is a
   * `not_found` ProviderError.
   */
  describeJobGroup(jobGroupId: string, options: CallOptions): Promise<JobGroup>;
  /** The same group as a list shows it, by its id. */
  findJobGroup(jobGroupId: string, options: CallOptions): Promise<ListedJobGroup>;
  /**
   * One page of the instance's job groups (OutboundBot 2019-12-26, ListJobGroups).
   *
   * @param filter `search` in their names; `states`: one of them
   */
  listJobGroups(
    filter: { page: number; pageSize: number; search?: string; states?: readonly JobGroupState[] },
    options: CallOptions,
  ): Promise<PageOf<ListedJobGroup>>;
  /**
   * One page of a group's jobs (OutboundBot 2019-12-26, ListJobsByGroup). Their order is not documented, and pages move
   * while jobs are added: whoever reads all of them may meet one twice, and miss another. A group that the provider does
   * not know is a `not_found` ProviderError.
   */
  listJobsByGroup(
    jobGroupId: string,
    page: { page: number; pageSize: number },
    options: CallOptions,
  ): Promise<PageOf<GroupJob>>;
  /**
   * Suspends, resumes or cancels jobs. Asked once and never again by itself: after a ProviderError that is not
   * `isRefusal` nobody knows whether it was done.
   * @returns the provider's RequestId
   */
  steerJobs(
    operation: SteeringOperation,
    target: SteeringTarget,
    options: CallOptions,
  ): Promise<{ requestId: string | null }>;
  /** A freshly signed link to the recording of one call (`Jobs[].Tasks[].TaskId`). */
  downloadRecording(callId: string, options: CallOptions): Promise<RecordingLink>;
};
