import type { QueryClient } from '@tanstack/react-query';

import type { FollowUpEntry, FollowUpState } from '@/lib/follow-ups/schemas';
import { jobQuery } from '@/lib/jobs/detail/job-queries';
import { taskKeys } from '@/lib/jobs/list/queries';
import type { JobDetail, JobRow, JobsPage } from '@/lib/jobs/schemas';
import { timelineKey } from '@/lib/jobs/timeline/timeline-queries';
import { fetchJson } from '@/lib/browser/fetch-json';

/**
 * Shows what was saved wherever the row is shown, without reading it all anew.
 * @param beside somebody else's new follow-up that it was saved beside
 */
export function showSaved(
  queryClient: QueryClient,
  { row, task }: JobDetail,
  state: FollowUpState,
  beside: FollowUpEntry | null,
): void {
  const { rowId } = row;
  const { queryKey } = jobQuery(rowId, fetchJson);
  // An answer that was under way is older than the save.
  void queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData(queryKey, (detail) => detail && withSaved(detail, state, beside));
  queryClient.setQueriesData<JobsPage>(
    {
      queryKey: taskKeys.task(task.id),
      predicate: ({ queryKey: key }) => key[2] === 'jobs',
    },
    (page) =>
      page && { ...page, rows: page.rows.map((each) => (each.rowId === rowId ? inRow(each, state) : each)) },
  );
  void queryClient.invalidateQueries({ queryKey: timelineKey(rowId) });
}

function inRow(row: JobRow, { followUp, interest }: FollowUpState): JobRow {
  if (!followUp) return { ...row, isInterested: interest };
  const { by: _, ...saved } = followUp;
  return { ...row, followUp: saved, isInterested: interest };
}

/** A job with its follow-up as it was saved: first among the others, in place of its own older version. */
function withSaved(detail: JobDetail, state: FollowUpState, beside: FollowUpEntry | null): JobDetail {
  const { followUp } = state;
  const known = detail.followUps.filter(({ id }) => id !== followUp?.id && id !== beside?.id);
  const others = beside ? [beside, ...known] : known;
  return {
    ...detail,
    row: inRow(detail.row, state),
    followUps: followUp ? [followUp, ...others] : others,
  };
}
