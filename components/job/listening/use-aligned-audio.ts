'use client';

import { useDebouncedCallback } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';

import { callAction } from '@/lib/browser/call-action';
import { wordsShift, type Alignment } from '@/components/conversation/sentence-starts';
import { fetchJson } from '@/lib/browser/fetch-json';
import { useFailureText } from '@/components/ui/use-failure-text';
import type { AlignedAudio } from '@/components/player/waveform/aligned-audio';
import { decodePeaks } from '@/components/player/waveform/wave-bars';
import { earliestOffsetSeconds } from '@/lib/jobs/detail/conversation-times';
import type { Sentence } from '@/lib/jobs/schemas';
import type { AudioOffsetInput } from '@/lib/recordings/audio-alignment';
import { peaksQuery, type ReadyPeaks } from '@/lib/recordings/queries';
import type { DbId } from '@/lib/values/db-id';

import { useJobTools } from '@/components/job-context/job-actions';

/** Presses of the nudge that follow each other are saved as one. */
const SAVE_AFTER_MS = 500;

/** Rounded as it is shown, so that a step is seen as one. */
const toTenths = (ms: number) => Math.sign(ms) * Math.round(Math.abs(ms) / 100) * 100;

/**
 * The waveform of a call and what is told by it, and the ways to set it right: shown at once, then saved.
 * `callId` is null for a row without a call; `soundSeconds` is the length of the sound as far as it is known.
 */
export function useAlignedAudio({
  rowId,
  callId,
  sentences,
  soundSeconds,
}: {
  rowId: DbId;
  callId: string | null;
  sentences: readonly Sentence[];
  soundSeconds: number | null;
}): { alignedAudio: AlignedAudio; alignment: Alignment | null; speech: ReadyPeaks['speech'] } {
  const t = useTranslations('player.settings');
  const client = useQueryClient();
  const { actions } = useJobTools();
  const failureText = useFailureText();
  const options = useMemo(() => peaksQuery(rowId, callId, fetchJson), [rowId, callId]);
  const { data } = useQuery({ ...options, enabled: callId !== null });
  const ready = data?.state === 'ready' ? data : null;

  const bytes = ready?.peaks;
  const peaks = useMemo(() => (bytes === undefined ? null : decodePeaks(bytes)), [bytes]);
  const channels = ready?.channels;
  const robotChannel = ready?.robot_channel;
  const durationMs = ready?.duration_ms;
  const wave = useMemo(
    () =>
      peaks && channels && robotChannel && durationMs !== undefined
        ? { peaks, channels, robotChannel, durationMs }
        : null,
    [peaks, channels, robotChannel, durationMs],
  );

  const offsetMs = ready?.offset_ms ?? 0;
  const source = ready?.offset_source ?? 'none';
  const edge = ready?.sentence_times ?? null;
  const first = earliestOffsetSeconds(sentences);
  const alignment = useMemo(
    () => (source === 'none' ? null : { offsetSeconds: offsetMs / 1000 - first, edge }),
    [source, offsetMs, first, edge],
  );

  const change = useCallback(
    (changed: Partial<ReadyPeaks>) =>
      client.setQueryData(options.queryKey, (old) => (old?.state === 'ready' ? { ...old, ...changed } : old)),
    [client, options],
  );
  const readAgain = useCallback(
    () => client.invalidateQueries({ queryKey: options.queryKey }),
    [client, options],
  );
  const save = useCallback(
    (run: () => ReturnType<typeof actions.rememberAudioOffset | typeof actions.rememberRobotChannel>) =>
      callAction<unknown>(run).catch((error: unknown) => {
        notifications.show({ color: 'red', title: t('notSaved'), message: failureText(error) });
        // What could not be saved must not look as if it were.
        void readAgain();
      }),
    [readAgain, failureText, t],
  );
  const saveOffset = useDebouncedCallback(
    (input: AudioOffsetInput) => void save(() => actions.rememberAudioOffset(input)),
    { delay: SAVE_AFTER_MS, flushOnUnmount: true },
  );

  const shiftOf = (now: ReadyPeaks) =>
    now.offset_source === 'none'
      ? wordsShift(sentences, { soundSeconds, alignment: null }) * 1000
      : now.offset_ms - first * 1000;
  const nudge = (ms: number) => {
    // Keys come faster than renderings: the next step is from where the last one led.
    const now = client.getQueryData(options.queryKey);
    if (now?.state !== 'ready' || callId === null) return;
    const offset = Math.round(toTenths(shiftOf(now)) + ms + first * 1000);
    change({ offset_ms: offset, offset_source: 'remembered' });
    saveOffset({ rowId, callId, offsetMs: offset });
  };
  // The server guesses anew after these two.
  const forgetOffset = () => {
    if (callId === null) return;
    saveOffset.cancel();
    void save(() => actions.rememberAudioOffset({ rowId, callId, offsetMs: null })).then(readAgain);
  };
  const flipSides = () => {
    if (!ready) return;
    const channel = ready.robot_channel === 'left' ? 'right' : 'left';
    change({ robot_channel: channel });
    void save(() => actions.rememberRobotChannel({ rowId, channel })).then(readAgain);
  };

  return {
    alignedAudio: {
      wave,
      unreadable: data?.state === 'unreadable' ? data.reason : null,
      offset: { ms: ready ? shiftOf(ready) : 0, source },
      nudge,
      forgetOffset,
      flipSides,
    },
    alignment,
    speech: ready?.speech ?? null,
  };
}
