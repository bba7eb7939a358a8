import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson, postJson, RequestFailed } from '@/lib/browser/fetch-json';
import { JOB_QUERY_KEY } from '@/lib/jobs/detail/job-queries';
import { taskKeys } from '@/lib/jobs/list/queries';
import { matchingKeys, matchingQuery } from '@/lib/tasks/match/queries';
import type { Confidence, MatchingAnswer } from '@/lib/tasks/match/schemas';
import type { DbId } from '@/lib/values/db-id';

export type MatchingStep =
  | { action: 'start' }
  | { action: 'discard'; matching_id: string }
  | { action: 'apply'; matching_id: string; confidences: readonly Confidence[] }
  | { action: 'undo'; matching_id: string };

/** The newest search of a task with a page of what it found, and what can be done with it. */
export function useMatching(taskId: DbId, page = 1) {
  const t = useTranslations('matching.refusals');
  const failureText = useFailureText();
  const client = useQueryClient();
  const { data, error } = useQuery(matchingQuery(taskId, page, fetchJson));
  const settled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: matchingKeys.task(taskId) }),
      client.invalidateQueries({ queryKey: taskKeys.task(taskId) }),
      client.invalidateQueries({ queryKey: JOB_QUERY_KEY, refetchType: 'active' }),
    ]);
  const step = useMutation({
    mutationFn: (body: MatchingStep) => {
      const settles = body.action === 'apply' || body.action === 'undo';
      return postJson<MatchingAnswer>(`/api/tasks/${taskId}/matching${settles ? '/apply' : ''}`, body);
    },
    retry: false,
    networkMode: 'always',
    onSettled: settled,
  });

  // The rows say what the search has found: they are read anew when it ends, whoever began it.
  const matching = data?.matching ?? null;
  const state = data && (matching ? `${matching.id} ${matching.state}` : null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== undefined && before.current !== state) {
      void client.invalidateQueries({ queryKey: taskKeys.task(taskId) });
    }
    before.current = state;
  }, [client, state, taskId]);

  const failure = step.error ?? error;
  const kind = failure instanceof RequestFailed ? failure.kind : null;
  const problem =
    kind === 'no_jobs' || kind === 'run_over' ? t(kind) : failure === null ? null : failureText(failure);
  return { data, matching, step, problem };
}
