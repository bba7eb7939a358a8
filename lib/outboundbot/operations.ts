const MIB = 1024 * 1024;

/**
 * What is known of each operation (OutboundBot 2019-12-26).
 *
 * - `timeoutMs`: the longest that one attempt may take. Shorter than the callers' deadlines, so that a call that hangs
 *   leaves time for another; longer than a slow answer of 99 jobs.
 * - `mostBytes`: of one answer. 99 jobs of 40 turns are 1 MB, a job of 10,000 turns is 4 MB; what is read is held
 *   several times over while it is parsed.
 * - `repeatable`: whether asking twice is the same as asking once. What steers is not: between the two, somebody may
 *   have resumed what the first one suspended.
 */
export const OPERATIONS = {
  ListJobs: { timeoutMs: 10_000, mostBytes: 32 * MIB, repeatable: true },
  DescribeJob: { timeoutMs: 6_000, mostBytes: 16 * MIB, repeatable: true },
  DownloadRecording: { timeoutMs: 6_000, mostBytes: MIB, repeatable: true },
  DescribeJobGroup: { timeoutMs: 6_000, mostBytes: MIB, repeatable: true },
  ListJobGroups: { timeoutMs: 10_000, mostBytes: 4 * MIB, repeatable: true },
  ListJobsByGroup: { timeoutMs: 10_000, mostBytes: 8 * MIB, repeatable: true },
  SuspendJobs: { timeoutMs: 10_000, mostBytes: MIB, repeatable: false },
  ResumeJobs: { timeoutMs: 10_000, mostBytes: MIB, repeatable: false },
  CancelJobs: { timeoutMs: 10_000, mostBytes: MIB, repeatable: false },
} as const satisfies Record<string, { timeoutMs: number; mostBytes: number; repeatable: boolean }>;

export type OperationName = keyof typeof OPERATIONS;
