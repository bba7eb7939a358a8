import { expect, it } from 'vitest';

import { WITHOUT_FILTERS } from '@/components/jobs-filter/filter-values';
import { selectionTexts } from '@/lib/jobs/list/search-params';
import { DEFAULT_LAYOUTS } from '@/lib/views/columns';
import type { View } from '@/lib/views/views';

import { leavingView } from './leaving-view';

const view = (id: string, viewQuery: string, taskTypes: number[] = []): View => ({
  ...{ id, name: id, shared: false, by: null, viewQuery, taskTypes },
  ...{ layout: DEFAULT_LAYOUTS.task, unknown: [], mayChange: true },
});
const views = [view('failed', 'status=Failed'), view('columns', '')];
const at = (selection: string, name: string | null) => ({ ...selectionTexts(selection), view: name });
const onTask = { views, isTask: true };

it('who takes the last filter of a view away is not given it again', () => {
  const now = at('status=Failed', 'failed');
  expect(leavingView(now, WITHOUT_FILTERS, onTask)).toEqual({ ...WITHOUT_FILTERS, view: 'all' });
  expect(leavingView(now, { status: null }, onTask)).toMatchObject({ view: 'all' });
  expect(leavingView(now, { status: null }, { ...onTask, views: undefined })).toMatchObject({ view: 'all' });
});

it('a view stays while something is filtered or sorted, where another one is opened, and where it filters nothing', () => {
  for (const [now, change] of [
    [at('status=Failed&sort=-called', 'failed'), WITHOUT_FILTERS],
    [at('status=Failed', 'failed'), { status: 'Executing' }],
    [at('status=Failed', 'failed'), { ...selectionTexts(''), view: 'columns' }],
    [at('status=Failed', 'columns'), { status: null }],
    [at('status=Failed', 'all'), { status: null }],
    [at('status=Failed', null), { status: null }],
  ] as const) {
    expect(leavingView(now, change, onTask)).toBe(change);
  }
});

it('without a view, where tasks begin with one, the bare address of a task is not left either', () => {
  const first = { views: [...views, view('first', 'status=Failed', [2])], isTask: true };
  const now = at('status=Failed', null);
  expect(leavingView(now, { status: null }, first)).toEqual({ status: null, view: 'all' });
  expect(leavingView(now, { status: null }, { ...first, isTask: false })).toEqual({ status: null });
});
