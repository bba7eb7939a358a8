import { expect, it } from 'vitest';

import type { TableLayout } from '@/lib/views/columns';

import { moveColumn, pinColumn, stepColumn, toggleColumn } from './change-layout';

const layout: TableLayout = {
  columns: [{ key: 'lead' }, { key: 'grade', pinned: true }, { key: 'checked' }, { key: 'duration' }],
  density: 'comfortable',
};
const keys = ({ columns }: TableLayout) => columns.map(({ key, pinned }) => (pinned ? `${key}!` : key));

it('the lead stays where it is and is never hidden', () => {
  expect(toggleColumn(layout, 'lead')).toEqual(layout);
  expect(stepColumn(layout, 'grade', -1)).toEqual(layout);
  expect(moveColumn(layout, 'duration', 'lead')).toEqual(layout);
});

it('a column goes up, down, to another one’s place, away and back', () => {
  expect(keys(stepColumn(layout, 'duration', -1))).toEqual(['lead', 'grade!', 'duration', 'checked']);
  expect(keys(moveColumn(layout, 'checked', 'duration'))).toEqual(['lead', 'grade!', 'duration', 'checked']);
  expect(keys(moveColumn(layout, 'duration', 'grade'))).toEqual(['lead', 'duration!', 'grade!', 'checked']);
  expect(keys(moveColumn(layout, 'grade', 'duration'))).toEqual(['lead', 'checked', 'duration', 'grade']);
  expect(keys(toggleColumn(layout, 'checked'))).toEqual(['lead', 'grade!', 'duration']);
  expect(keys(toggleColumn(layout, 'label:年龄'))).toEqual([
    'lead',
    'grade!',
    'checked',
    'duration',
    'label:年龄',
  ]);
});

it('pinned columns stand behind the lead, and a step does not take one out', () => {
  expect(keys(pinColumn(layout, 'duration'))).toEqual(['lead', 'grade!', 'duration!', 'checked']);
  expect(keys(stepColumn(layout, 'grade', 1))).toEqual(['lead', 'grade!', 'checked', 'duration']);
});

it('in a task a column goes over the one that names tasks, which does not show there', () => {
  const given: TableLayout = {
    ...layout,
    columns: [{ key: 'lead' }, { key: 'due' }, { key: 'task' }, { key: 'grade' }],
  };
  expect(keys(stepColumn(given, 'grade', -1, 'task'))).toEqual(['lead', 'grade', 'task', 'due']);
  expect(keys(stepColumn(given, 'grade', -1, 'all'))).toEqual(['lead', 'due', 'grade', 'task']);
  const first: TableLayout = { ...layout, columns: [{ key: 'lead' }, { key: 'task' }, { key: 'due' }] };
  expect(stepColumn(first, 'due', -1, 'task')).toBe(first);
});
