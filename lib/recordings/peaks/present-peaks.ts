import { earliestOffsetSeconds } from '@/lib/jobs/detail/conversation-times';
import { readCalls, readConversation } from '@/lib/jobs/detail/job-detail';
import type { Sentence } from '@/lib/jobs/schemas';
import { isObject } from '@/lib/values/json';

import type { ReadyPeaks, RobotChannel } from '../queries';
import { guessOffset, type Alignment, type TimedSentence } from './align';
import { detectSpeech, silencesOf, speechFigures } from './speech';
import type { Peaks, Range } from '../sound/types';

/** Silence worth skipping, in ms. */
const SILENCE_MS = 700;
/** The robot is taken to be on the other side only when the words fit so much better there. */
const CLEARLY_BETTER = 1.15;

type AlignmentInput = {
  callId: string;
  robotChannel: RobotChannel | null;
  offsetMs: number | null;
  latestCallId: string | null;
  conversation: unknown;
  providerJob: unknown;
};

/** Peaks as a browser gets them, with what can be told from them: who speaks when, and where the words are. */
export function presentPeaks(peaks: Peaks, alignmentInput: AlignmentInput): ReadyPeaks {
  const sides = detectSpeech(peaks);
  const sentences = sentencesOf(alignmentInput);
  const { channel, alignment } = placeWords(peaks, sides, sentences, alignmentInput.robotChannel);
  const robot = channel === 'left' ? sides[0] : sides[1];
  const customer = channel === 'left' ? sides[1] : sides[0];
  const isRemembered = alignmentInput.offsetMs !== null;
  const guessedMs = alignment ? alignment.offsetMs + earliestOffsetSeconds(sentences) * 1000 : 0;
  return {
    state: 'ready',
    call_id: alignmentInput.callId,
    duration_ms: peaks.durationMs,
    channels: peaks.channels,
    peaks_per_second: peaks.peaksPerSecond,
    peaks: Buffer.from(peaks.peaks.buffer, peaks.peaks.byteOffset, peaks.peaks.byteLength).toString('base64'),
    robot_channel: channel,
    offset_ms: Math.round(alignmentInput.offsetMs ?? guessedMs),
    offset_source: isRemembered ? 'remembered' : alignment ? 'guessed' : 'none',
    sentence_times: alignment?.edge ?? null,
    speech: robot && customer ? speechFigures(robot, customer, peaks.durationMs) : null,
    silences: silencesOf(sides, peaks.durationMs, SILENCE_MS),
  };
}

/** On which side the robot is, left unless a person or the words say otherwise, and where the words are. */
function placeWords(
  { durationMs }: Peaks,
  sides: Range[][],
  sentences: readonly Sentence[],
  told: RobotChannel | null,
): { channel: RobotChannel; alignment: Alignment | null } {
  const guess = (robotSide: 0 | 1) => guessOffset(toTimed(sentences, robotSide), sides, durationMs);
  if (told) return { channel: told, alignment: guess(told === 'left' ? 0 : 1) };
  const left = guess(0);
  const right = sides.length === 2 ? guess(1) : null;
  const isRight = right !== null && right.score > (left?.score ?? 0) * CLEARLY_BETTER;
  return isRight ? { channel: 'right', alignment: right } : { channel: 'left', alignment: left };
}

/** Only the latest call's words are kept. */
function sentencesOf({ callId, latestCallId, conversation, providerJob }: AlignmentInput): Sentence[] {
  if (callId !== latestCallId) return [];
  const calls = readCalls(isObject(providerJob) ? providerJob : {});
  return readConversation(conversation, calls.at(-1)?.actualTime ?? null);
}

function toTimed(sentences: readonly Sentence[], robotSide: 0 | 1): TimedSentence[] {
  return sentences.flatMap(({ speaker, offsetSeconds }) => {
    if (offsetSeconds === null) return [];
    const side = speaker === 'robot' ? robotSide : speaker === 'customer' ? ((1 - robotSide) as 0 | 1) : null;
    return [{ side, atMs: offsetSeconds * 1000 }];
  });
}
