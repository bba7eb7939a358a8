import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import type { Range, UnreadableReason } from './sound/types';

/** Why a recording can or cannot be played. `request_id` is the provider's, `retry_after` in seconds. */
export type RecordingState = {
  state: 'ready' | 'not_answered' | 'not_ready' | 'gone' | 'provider_error';
  request_id?: string;
  retry_after?: number;
};

/** Answer of `GET /api/jobs/{rowId}/recording/peaks`: the waveform of a call, or why there is none (yet). */
export type PeaksAnswer =
  | ReadyPeaks
  | { state: 'making'; retry_after: number }
  | { state: 'unreadable'; reason: UnreadableReason }
  | (Omit<RecordingState, 'state'> & { state: Exclude<RecordingState['state'], 'ready'> });

export type ReadyPeaks = {
  state: 'ready';
  call_id: string;
  duration_ms: number;
  /** Sides that differ. */
  channels: 1 | 2;
  peaks_per_second: number;
  /** Base64 of signed bytes (-127 to 127): minimum and maximum of each stretch, channel after channel within it. */
  peaks: string;
  robot_channel: RobotChannel;
  /**
   * Place in the sound = time since the first sentence that has a time + this. (Not from the dialling, which is known
   * only once the provider has told it: what was remembered before would then be wrong.)
   */
  offset_ms: number;
  offset_source: 'remembered' | 'guessed' | 'none';
  /** Whether the sentences' times are where they begin or where they end in the sound; null: could not be told. */
  sentence_times: 'start' | 'end' | null;
  /** Null: one channel holds both. */
  speech: SpeechFigures | null;
  silences: Range[];
};

export type RobotChannel = 'left' | 'right';

export const RECORDING_STATE_QUERY_KEY = ['recording-state'] as const;
export const PEAKS_QUERY_KEY = ['recording-peaks'] as const;

const DEFAULT_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 3600;

/** Seconds until "not ready" is asked again: what the answer says, within reason. */
export function retryDelaySeconds(answer: Pick<RecordingState, 'retry_after'>): number {
  const told = answer.retry_after;
  if (told === undefined || !Number.isFinite(told) || told <= 0) return DEFAULT_RETRY_SECONDS;
  return Math.min(Math.max(Math.ceil(told), 1), LONGEST_RETRY_SECONDS);
}

/**
 * The address of a job's sound: ranges and HEAD. A page's player is given what every browser plays.
 * @param call another call than the one that the row shows
 */
export function recordingUrl(rowId: DbId, call?: string): string {
  return `/api/jobs/${rowId}/recording${call === undefined ? '' : `?call=${encodeURIComponent(call)}`}`;
}

/**
 * `GET /api/jobs/{rowId}/recording/state`, because an audio element cannot read an error.
 * `callId` is part of the key: a job that was called again has another recording.
 * While the recording is not ready it is asked again by itself.
 * @param otherCall `callId` is another call than the one that the row shows, and has to be asked for by name
 */
export function recordingStateQuery(rowId: DbId, callId: string | null, getJson: GetJson, otherCall = false) {
  const query = otherCall && callId !== null ? `?call=${encodeURIComponent(callId)}` : '';
  return queryOptions({
    queryKey: [...RECORDING_STATE_QUERY_KEY, rowId, callId, otherCall] as const,
    queryFn: ({ signal }) =>
      getJson<RecordingState>(`/api/jobs/${rowId}/recording/state${query}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'not_ready' ? retryDelaySeconds(state.data) * 1000 : false,
  });
}

/**
 * `GET /api/jobs/{rowId}/recording/peaks`: the waveform of one call, asked again by itself while it is being made.
 * A waveform never changes, but where its words are does when a refresh brings more of them; what people set right
 * about it is written into the cache as it is saved.
 */
export function peaksQuery(rowId: DbId, callId: string | null, getJson: GetJson) {
  const query = callId === null ? '' : `?call=${encodeURIComponent(callId)}`;
  return queryOptions({
    queryKey: [...PEAKS_QUERY_KEY, rowId, callId] as const,
    queryFn: ({ signal }) => getJson<PeaksAnswer>(`/api/jobs/${rowId}/recording/peaks${query}`, { signal }),
    staleTime: ({ state }) => (state.data?.state === 'ready' ? Infinity : 0),
    refetchInterval: ({ state }) =>
      state.data?.state === 'making' || state.data?.state === 'not_ready'
        ? retryDelaySeconds(state.data) * 1000
        : false,
  });
}

/** `GET /api/jobs/{rowId}/recording/next`: the next row of the task whose latest call has a recording. */
export type NextRecording = { row_id: DbId | null };

export type SpeechFigures = {
  robot: SideFigures;
  customer: SideFigures;
  overlap_ms: number;
  longest_silence: { from_ms: number; to_ms: number } | null;
  /** Who was talking within the last second. */
  talking_at_end: 'robot' | 'customer' | 'both' | 'nobody';
};

/** Somebody's part in a call. */
export type SideFigures = { talk_ms: number; silence_ms: number; turns: number; longest_ms: number };
