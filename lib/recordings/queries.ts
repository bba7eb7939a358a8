import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/jobs/job-queries';

/** Why a recording can or cannot be played. `retry_after` is in seconds. */
export type RecordingState = {
  state: 'ready' | 'not_answered' | 'not_ready' | 'gone' | 'provider_error';
  request_id?: string;
  retry_after?: number;
};

export const RECORDING_STATE_QUERY_KEY = ['recording-state'] as const;

const DEFAULT_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 3600;

/** Seconds until "not ready" is asked again: what the answer says, within reason. */
export function retryDelaySeconds(answer: RecordingState): number {
  const told = answer.retry_after;
  if (told === undefined || !Number.isFinite(told) || told <= 0) return DEFAULT_RETRY_SECONDS;
  return Math.min(Math.max(Math.ceil(told), 1), LONGEST_RETRY_SECONDS);
}

/** The address of a job's sound: ranges, HEAD, and `?download=1` for a file. */
export function recordingUrl(rowId: number, options: { download?: boolean } = {}): string {
  return `/api/jobs/${rowId}/recording${options.download ? '?download=1' : ''}`;
}

/**
 * `GET /api/jobs/{rowId}/recording/state`, because an audio element cannot read an error.
 * `callId` is part of the key: a job that was called again has another recording.
 * While the recording is not ready it is asked again by itself.
 */
export function recordingStateQuery(rowId: number, callId: string | null, getJson: GetJson) {
  return queryOptions({
    queryKey: [...RECORDING_STATE_QUERY_KEY, rowId, callId] as const,
    queryFn: ({ signal }) => getJson<RecordingState>(`/api/jobs/${rowId}/recording/state`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'not_ready' ? retryDelaySeconds(state.data) * 1000 : false,
  });
}
