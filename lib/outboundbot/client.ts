import { requestIdOf, successfulBody } from './answers';
import {
  type Call,
  describeJobCall,
  describeJobGroupCall,
  downloadRecordingCall,
  findJobGroupCall,
  listJobGroupsCall,
  listJobsByGroupCall,
  listJobsCall,
  steerJobsCall,
} from './calls';
import { cancellable } from './cancellable';
import { resolveEndpoint } from './endpoint';
import { attemptTimedOut, badAnswer, deadlineExceeded, toProviderError } from './errors';
import { OPERATIONS } from './operations';
import { withRetry } from './retry';
import type { Budget } from './shared-pace';
import { createCallApi, type CallApi, type OutboundBotConfig } from './runtime';
import { Turns } from './turns';
import {
  CallerGoneError,
  NoTurnError,
  ProviderError,
  type CallOptions,
  type OutboundBot,
  type ProviderAttempt,
} from './types';

/** The most job ids that one ListJobs takes (OutboundBot 2019-12-26, ListJobs, JobId). */
export const MAX_IDS_PER_CALL = 99;

const RETRY = { maxAttempts: 4, firstPauseMs: 250, maxPauseMs: 2_000 } as const;

export type OutboundBotOptions = OutboundBotConfig & {
  /** Calls under way at once, over everything that this instance does. */
  concurrency?: number;
  /** Calls started within any one second; without it there is no cap. */
  maxRps?: number;
  /** Takes the place of `maxRps`: one budget for all instances. */
  budget?: Budget;
  /** For tests: how long one attempt may take, in ms. */
  attemptTimeoutMs?: number;
};

/**
 * The provider over the published client when it is installed, else over the runtime that it is built on.
 * Every failure of a call is a ProviderError, except that its turn never came (NoTurnError) or that its caller went
 * before it did (CallerGoneError). @throws TypeError when the endpoint is malformed
 */
export function createOutboundBot(options: OutboundBotOptions): OutboundBot {
  const { instanceId, concurrency = 24, maxRps, budget, attemptTimeoutMs } = options;
  resolveEndpoint(options.region, options.endpoint);
  const turns = new Turns({ concurrency, maxRps, budget });
  let building: Promise<CallApi> | undefined;
  const callApi = () => (building ??= createCallApi(options).catch(notLoaded));

  /** Resolves with what gives the place back. */
  async function takeTurn({ caller, deadline }: CallOptions): Promise<() => void> {
    const { gone } = caller;
    let release: (() => void) | undefined;
    try {
      release = await turns.take(caller, gone ? AbortSignal.any([deadline, gone]) : deadline);
      deadline.throwIfAborted();
      gone?.throwIfAborted();
      return release;
    } catch {
      release?.();
      if (gone?.aborted) throw new CallerGoneError();
      throw deadline.reason instanceof ProviderError
        ? deadline.reason
        : new NoTurnError(turns.expectedWaitMs(caller.class));
    }
  }

  async function attempt<T>(call: Call<T>, options: CallOptions): Promise<T> {
    const { deadline, onAttempt } = options;
    const api = await callApi();
    const release = await takeTurn(options);

    const { mostBytes } = OPERATIONS[call.operation];
    const timeoutMs = attemptTimeoutMs ?? OPERATIONS[call.operation].timeoutMs;
    const startedAt = performance.now();
    const report = (code: string, requestId: string | null, rows: number) => {
      const ms = Math.round(performance.now() - startedAt);
      onAttempt?.({ operation: call.operation, requestId, rows, ms, code } satisfies ProviderAttempt);
    };
    const wire = cancellable(() => api(call.operation, call.query, timeoutMs), mostBytes);
    // The place is given back when the request has really ended, so that what is given up never adds to the 24.
    void wire.promise.then(release, release);
    try {
      const answer = await ended(wire, deadline, timeoutMs);
      const context = { ids: call.ids, ...wire.head() };
      const body = successfulBody(answer, context);
      if (body instanceof ProviderError) throw body;
      const requestId = requestIdOf(body) ?? context.requestId;
      const result = call.read(body, { ...context, requestId });
      if (result instanceof ProviderError) throw result;
      report('OK', requestId, call.rows(result));
      return result;
    } catch (error) {
      const failure = wire.isTooLarge()
        ? badAnswer('AnswerTooLarge', 'the answer is too large', wire.head(), error)
        : toProviderError(error, { ids: call.ids, ...wire.head() });
      report(failure.code, failure.requestId, 0);
      if (failure.kind === 'throttled') {
        void budget?.throttled(performance.now() - startedAt, failure.retryAfterMs);
      }
      throw failure;
    }
  }

  async function run<T>(call: Call<T>, { deadline, endsAt, ...options }: CallOptions): Promise<T> {
    // A signal of its own for each call: a page of recordings would hang hundreds of listeners onto the caller's.
    const signal = AbortSignal.any([deadline]);
    return withRetry(() => attempt(call, { deadline: signal, ...options }), {
      deadline: signal,
      endsAt,
      ...RETRY,
      maxAttempts: OPERATIONS[call.operation].repeatable ? RETRY.maxAttempts : 1,
    });
  }

  return {
    async listJobs(jobIds, { deadline, ...options }) {
      const failed = new AbortController();
      const signal = AbortSignal.any([deadline, failed.signal]);
      let firstFailure: Error | undefined;
      const answers = await Promise.allSettled(
        chunksOf([...new Set(jobIds)], MAX_IDS_PER_CALL).map((ids) =>
          run(listJobsCall(instanceId, ids), { deadline: signal, ...options }).catch((error: Error) => {
            // Asking on is of no use: the answer is all or nothing.
            firstFailure ??= error;
            failed.abort(new ProviderError({ ...CANCELLED }));
            throw error;
          }),
        ),
      );
      // Where some were asked in vain and others never had their turn, what the provider did is the better answer.
      const told = answers.flatMap((answer) =>
        answer.status === 'rejected' && isOfProvider(answer.reason) ? [answer.reason] : [],
      );
      if (firstFailure) throw isOfProvider(firstFailure) ? firstFailure : (told[0] ?? firstFailure);
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    },

    describeJob(jobId, callOptions) {
      return run(describeJobCall(instanceId, jobId), callOptions);
    },

    describeJobGroup(jobGroupId, callOptions) {
      return run(describeJobGroupCall(instanceId, jobGroupId), callOptions);
    },

    findJobGroup(jobGroupId, callOptions) {
      return run(findJobGroupCall(instanceId, jobGroupId), callOptions);
    },

    listJobGroups(filter, callOptions) {
      return run(listJobGroupsCall(instanceId, filter), callOptions);
    },

    listJobsByGroup(jobGroupId, page, callOptions) {
      return run(listJobsByGroupCall(instanceId, jobGroupId, page), callOptions);
    },

    steerJobs(operation, target, callOptions) {
      return run(steerJobsCall(instanceId, operation, target), callOptions);
    },

    downloadRecording(callId, callOptions) {
      return run(downloadRecordingCall(instanceId, callId), callOptions);
    },
  };
}

function notLoaded(cause: unknown): never {
  const message = 'the installed client of the provider could not be loaded';
  throw new ProviderError({ kind: 'rejected', code: 'ClientNotLoaded', message, retryable: false, cause });
}

const CANCELLED = {
  kind: 'timeout',
  code: 'Cancelled',
  message: 'another call of the same page failed',
  retryable: false,
} as const;

function isOfProvider(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.code !== CANCELLED.code;
}

/** The call's outcome, or its end by the deadline or the attempt's own time: the runtime's timeouts cannot be relied on. */
function ended<T>(
  wire: ReturnType<typeof cancellable<T>>,
  deadline: AbortSignal,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (error: unknown) => {
      reject(error);
      wire.cancel();
    };
    const onDeadline = () => {
      giveUp(deadline.reason instanceof ProviderError ? deadline.reason : deadlineExceeded());
    };
    const timer = setTimeout(() => giveUp(attemptTimedOut(wire.head())), timeoutMs);
    deadline.addEventListener('abort', onDeadline, { once: true });
    const settle = () => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', onDeadline);
    };
    wire.promise.then(resolve, reject).finally(settle);
  });
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
