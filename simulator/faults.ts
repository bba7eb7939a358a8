/** What can go wrong; `control.ts` explains each kind. */
export const TRANSPORT_FAULTS = [
  'latency',
  'hold',
  'hang',
  'stall',
  'reset',
  'html503',
  'empty502',
  'garbage',
  'successFalse',
  'throttle',
  'forbidden',
  'error',
] as const;
export const JOB_FAULTS = [
  'missingIds',
  'notExistJob',
  'unknownStatus',
  'unknownFields',
  'nullLists',
  'wrongTypes',
  'duplicates',
  'emptyJobs',
  'noJobs',
] as const;
export const LINK_FAULTS = ['recordingNotReady', 'expiredLink', 'linkHost'] as const;
export const OBJECT_FAULTS = ['recordingGone', 'linkRedirect', 'recordingHtml', 'recordingCut'] as const;

const KINDS = [...TRANSPORT_FAULTS, ...JOB_FAULTS, ...LINK_FAULTS, ...OBJECT_FAULTS] as const;
export type FaultKind = (typeof KINDS)[number];

export const OPERATIONS = [
  'ListJobs',
  'DescribeJob',
  'DownloadRecording',
  'DescribeJobGroup',
  'ListJobGroups',
  'ListJobsByGroup',
  'SuspendJobs',
  'ResumeJobs',
  'CancelJobs',
  'GetRecording',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A fault's scope: where several are given, all must fit. `times` counts down and ends it. */
export type Fault = {
  id: string;
  kind: FaultKind;
  operation?: Operation;
  jobIds?: string[];
  callIds?: string[];
  times?: number;
  ms?: number;
  upToMs?: number;
  retryAfterMs?: number;
  status?: number;
  code?: string;
  message?: string;
  jobStatus?: string;
  callStatus?: string;
  field?: string;
  value?: unknown;
  url?: string;
  host?: string;
  bytes?: number;
};

/** What a request is about, for matching. */
export type Subject = { operation: Operation | null; jobIds: readonly string[]; callId: string | null };

/** The faults in force. */
export class Faults {
  private faults: Fault[] = [];
  private made = 0;

  list(): readonly Fault[] {
    return this.faults;
  }

  /** Adds faults; one with the id of another takes its place. Throws a TypeError for a fault that makes no sense. */
  put(inputs: readonly unknown[]): Fault[] {
    const added = inputs.map((input) => this.read(input));
    const ids = new Set(added.map((fault) => fault.id));
    this.faults = [...this.faults.filter((fault) => !ids.has(fault.id)), ...added];
    return added;
  }

  /** Removes the faults that fit all that is given; without anything, all. */
  clear(only: { id?: string | null; jobId?: string | null; callId?: string | null } = {}): void {
    this.faults = this.faults.filter(
      (fault) =>
        (only.id != null && fault.id !== only.id) ||
        (only.jobId != null && !fault.jobIds?.includes(only.jobId)) ||
        (only.callId != null && !fault.callIds?.includes(only.callId)),
    );
  }

  /** The faults of these kinds that strike this request; each has then struck once more. */
  take(subject: Subject, kinds: readonly FaultKind[]): Fault[] {
    const struck = this.faults.filter((fault) => kinds.includes(fault.kind) && strikes(fault, subject));
    for (const fault of struck) if (fault.times !== undefined) fault.times -= 1;
    this.faults = this.faults.filter((fault) => fault.times === undefined || fault.times > 0);
    return struck;
  }

  /** Like `take`, but only the first one that is found strikes. */
  takeOne(subject: Subject, kinds: readonly FaultKind[]): Fault | null {
    const fault = this.faults.find((each) => kinds.includes(each.kind) && strikes(each, subject));
    return fault ? (this.take(subject, [fault.kind]).find((each) => each === fault) ?? null) : null;
  }

  isInForce(fault: Fault): boolean {
    return this.faults.includes(fault);
  }

  private read(input: unknown): Fault {
    if (typeof input !== 'object' || input === null) throw new TypeError('a fault is an object');
    const { jobId, callId, jobIds, callIds, ...rest } = input as Record<string, unknown>;
    const fault = { id: `fault-${++this.made}`, ...rest } as Fault;
    if (!KINDS.includes(fault.kind)) throw new TypeError(`unknown kind of fault: ${String(fault.kind)}`);
    if (fault.operation !== undefined && !OPERATIONS.includes(fault.operation)) {
      throw new TypeError(`unknown operation: ${String(fault.operation)}`);
    }
    if (fault.times !== undefined && !(Number.isInteger(fault.times) && fault.times > 0)) {
      throw new TypeError('times must be a whole number above 0');
    }
    const { ms = 0, upToMs } = fault;
    if (upToMs !== undefined && !(upToMs >= ms)) throw new TypeError('upToMs must be ms or more');
    const jobs = jobIds ?? jobId;
    const calls = callIds ?? callId;
    if (jobs !== undefined) fault.jobIds = [jobs].flat().map(String);
    if (calls !== undefined) fault.callIds = [calls].flat().map(String);
    return fault;
  }
}

function strikes(fault: Fault, subject: Subject): boolean {
  if (fault.operation ? fault.operation !== subject.operation : !usuallyStrikes(fault, subject)) return false;
  if (fault.jobIds && !fault.jobIds.some((id) => subject.jobIds.includes(id))) return false;
  return !fault.callIds || (subject.callId !== null && fault.callIds.includes(subject.callId));
}

/** Without an operation, a fault of the API does not reach the recordings, which another service hands out. */
function usuallyStrikes(fault: Fault, { operation }: Subject): boolean {
  const isObjectFault = (OBJECT_FAULTS as readonly string[]).includes(fault.kind);
  return isObjectFault === (operation === 'GetRecording');
}
