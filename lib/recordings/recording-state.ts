import { AppError, type ErrorKind } from '@/lib/errors';

import { openRecording, type OpenRecordingOptions } from './open-recording';
import type { RecordingState } from './queries';
import { HEAD_RANGE } from './receive-sound';
import type { RecordedCall } from './types';

const STATES: Partial<Record<ErrorKind, RecordingState['state']>> = {
  not_answered: 'not_answered',
  recording_not_ready: 'not_ready',
  recording_gone: 'gone',
  provider_failed: 'provider_error',
};

/**
 * Why a recording plays or does not: an audio element cannot read an error. Asks for the beginning by GET,
 * because a signed link is good for GET alone.
 * @throws whatever is no matter of the recording
 */
export async function recordingState(
  call: RecordedCall,
  options: Omit<OpenRecordingOptions, 'range' | 'ifRange'>,
): Promise<RecordingState> {
  try {
    const { body } = await openRecording(call, { ...options, range: HEAD_RANGE });
    await body?.cancel();
    return { state: 'ready' };
  } catch (error) {
    const state = stateOf(error);
    if (!state) throw error;
    return state;
  }
}

/** The state that a failure of `openRecording` means; null when it is no matter of the recording. */
export function stateOf(error: unknown): RecordingState | null {
  const state = error instanceof AppError ? STATES[error.kind] : undefined;
  if (!state) return null;
  const { requestId, retryAfterSeconds } = (error as AppError).details;
  return {
    state,
    ...(requestId !== undefined && { request_id: requestId }),
    ...(retryAfterSeconds !== undefined && { retry_after: retryAfterSeconds }),
  };
}
