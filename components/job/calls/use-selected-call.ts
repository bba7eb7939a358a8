'use client';

import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';

import { useOpenJob } from '@/components/job-context/use-open-job';
import type { PlayerSource } from '@/components/player/engine/player-state';
import { fetchJson } from '@/lib/browser/fetch-json';
import { callsQuery } from '@/lib/jobs/detail/calls-queries';
import type { DescribedCalls, JobDetail, JobRow, Sentence } from '@/lib/jobs/schemas';

import { isConnected, readAttempts, rowOfCall, type Attempt } from './job-attempts';
import { useSourceOf } from './use-player-source';

/** A job stays open for so long before the provider is asked: whoever walks through with J and K only passes by. */
const SETTLED_MS = 300;

const NO_WORDS: readonly Sentence[] = [];

/** The call whose words and sound the open job shows, among all of its calls. */
export type SelectedCall = {
  /** Oldest first. */
  attempts: readonly Attempt[];
  described: UseQueryResult<DescribedCalls>;
  /** Another call than the row's; null while the row's own is shown. */
  other: Attempt | null;
  /** What the address names is none of this job's calls, as far as can be told; the row's own is shown. */
  notFound: boolean;
  sentences: readonly Sentence[];
  /** `unknown`: the provider has not told the words of this call. */
  words: 'known' | 'loading' | 'unknown';
  connected: boolean;
  /** The provider told words of this call that cannot be read. */
  refused: boolean;
  /** The row as it would be with this call in it. */
  row: JobRow;
  source: PlayerSource;
  /** The recording of a call; of the row's own with null. */
  sourceOf: (attempt: Attempt | null) => PlayerSource;
  /** Shows another call by its id; with null the row's own again. */
  show: (callId: string | null) => void;
};

/** The calls of an open job, asked for once it is open, and the one that the address names (`&call=`). */
export function useSelectedCall(detail: JobDetail): SelectedCall {
  const { row } = detail;
  const { callId: named, go } = useOpenJob();
  const [settled, setSettled] = useState(false);
  const described = useQuery({
    ...callsQuery(row.rowId, fetchJson),
    enabled: settled && row.jobId !== null,
  });
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);

  const attempts = useMemo(() => readAttempts(detail, described.data ?? null), [detail, described.data]);
  const sourceOf = useSourceOf(detail);
  const wanted = named === detail.callId ? null : named;
  const found = wanted === null ? null : (attempts.find(({ call }) => call.callId === wanted) ?? null);
  const waiting = row.jobId !== null && described.isPending;
  const notFound = wanted !== null && found === null && !waiting;
  const other = found?.place === 'row' ? null : found;
  const isRow = other === null && (wanted === null || notFound);
  const source = useMemo(() => sourceOf(isRow ? null : wanted, other), [sourceOf, isRow, wanted, other]);

  const result = other ? other.call.result : (detail.calls.at(-1)?.result ?? row.callResult);
  const known = isRow ? detail.conversation : (other?.conversation ?? null);
  return {
    attempts,
    described,
    other,
    notFound,
    sentences: known ?? NO_WORDS,
    words: known ? 'known' : waiting || described.isFetching ? 'loading' : 'unknown',
    connected: isConnected(result),
    refused: isRow && detail.wordsRefused,
    row: other ? rowOfCall(row, other) : row,
    source,
    sourceOf: (attempt) =>
      sourceOf(attempt === null || attempt.place === 'row' ? null : attempt.call.callId, attempt),
    show: (callId) => go(row.rowId, callId),
  };
}
