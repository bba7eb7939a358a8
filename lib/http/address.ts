import type { Route } from 'next';
import { z } from 'zod';

import { idInAddress } from '@/lib/db/id-input';
import { AppError } from '@/lib/errors';
import { FOLLOW_UP_LISTS } from '@/lib/follow-ups/limits';
import { PAGE_SIZES } from '@/lib/jobs/list/page-sizes';
import { type SelectedPage, type Selection, type SelectionScope, toSelection } from '@/lib/jobs/selection';
import { selectionQuery } from '@/lib/jobs/selection-input';
import type { JobTab } from '@/lib/jobs/selection-values';

import { parseInput } from './read-body';

export const taskParams = z.object({ taskId: idInAddress });
export const rowParams = z.object({ rowId: idInAddress });
/** One that is no uuid is told as one that is not there. */
export const runParams = z.object({ runId: z.string() });
export const exportParams = z.object({ exportId: z.string() });
export const importParams = z.object({ importId: z.string() });
export const viewParams = z.object({ viewId: z.string() });

const MAX_PAGE = 1_000_000;

/** `?page=2&size=20` of a table of jobs. */
export const pageQuery = z.object({
  page: z
    .string()
    .regex(/^[1-9]\d*$/)
    .transform((text) => Math.min(Number(text), MAX_PAGE))
    .default(1),
  size: z
    .enum(PAGE_SIZES.map(String) as [string, ...string[]])
    .transform(Number)
    .default(PAGE_SIZES[0]),
});

/** `?q=回访` of the tasks, by their names. */
export const tasksQuery = pageQuery.extend({ q: z.string().trim().max(100).default('') }).strict();

/**
 * A table's page with its selection: `?page=2&size=20&status=Failed&sort=-called`. A key that is not known is refused: the
 * filter that somebody meant by it would be left out silently.
 */
export const jobsQuery = pageQuery.extend(selectionQuery).strict();
/** Rows without a `call_job_id` cannot be refreshed: there is no tab. */
export const refreshQuery = jobsQuery.omit({ tab: true });
/** The same without a page, for counts. */
export const facetsQuery = z.strictObject(selectionQuery);

/** The same with `&charts=1` for the charts as well. */
export const summaryQuery = facetsQuery.extend({ charts: z.literal('1').optional() });

/** `?size=20`: the pages of a whole task. */
export const stripQuery = pageQuery.pick({ size: true }).strict();

/** The page of the rows that an address means. */
export function selectedPage(
  scope: SelectionScope,
  { page, size, ...query }: z.infer<typeof jobsQuery>,
): SelectedPage {
  return { selection: toSelection(scope, query), page, pageSize: size };
}

/** The selection that a page's address means (`selectionText`); null where the server does not know what it says. */
export function readSelection(scope: SelectionScope, tab: JobTab, selection: string): Selection | null {
  const asked = { ...Object.fromEntries(new URLSearchParams(selection)), tab };
  const parsed = facetsQuery.safeParse(asked);
  return parsed.success ? toSelection(scope, parsed.data) : null;
}

/**
 * The selection that the query of a list's address means, by the reader of that very address; its page and its open job
 * do not count.
 *
 * @throws AppError `invalid_input` naming what is not known
 */
export function readAddress(scope: SelectionScope, query: string): Selection {
  const texts = new URLSearchParams(query.replace(/^\?/, ''));
  texts.delete('job');
  texts.delete('view');
  const { selection } = selectedPage(scope, parseInput(jobsQuery, Object.fromEntries(texts)));
  return selection;
}

/** Whether an address of a list asks for nothing, its view aside. */
export function isBareAddress(searchParams: Record<string, unknown>): boolean {
  return Object.keys(searchParams).every((key) => key === 'view');
}

/** The address of a view's rows at a list's path: its filters, and the view that they come from. */
export function viewAddress(path: string, { id, viewQuery }: { id: string; viewQuery: string }): Route {
  return `${path}?${viewQuery}${viewQuery && '&'}view=${encodeURIComponent(id)}` as Route;
}

/** For a page that reads its rows in advance: what a filter is refused for the browser asks for and tells. */
export function passFilterErrors(error: unknown): void {
  if (error instanceof AppError && (error.kind === 'forbidden' || error.kind === 'rate_limited')) return;
  throw error;
}

/** The selection in whose order a job's neighbours are: of its own task, or with `?scope=all` of all tasks. */
export const withinQuery = z
  .object({ ...selectionQuery, scope: z.enum(['task', 'all']).default('task') })
  .transform(({ scope, ...query }) => toSelection(scope === 'all' ? 'all-tasks' : 'own-task', query));

/** `?list=overdue` of the follow-ups. */
export const followUpsQuery = z.strictObject({ list: z.enum(FOLLOW_UP_LISTS) });

/** `?page=2&only=failed` of a run's batches. */
export const batchesQuery = pageQuery.pick({ page: true }).extend({
  only: z.enum(['failed', 'changed']).optional(),
});

/** `?call=` names another call of the job than its latest. */
export const callQuery = z.object({ call: z.string().min(1).max(128).optional() });
/** `?download=1` saves the recording as a file, `&format=` in another format than it has. */
export const recordingQuery = callQuery.extend({
  download: z.literal('1').optional(),
  format: z.enum(['original', 'wav', 'mp3']).default('original'),
});
