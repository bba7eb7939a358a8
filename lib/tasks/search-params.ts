import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';

import { TASK_STATES, type TaskState } from './schemas';

export const TASK_STATE_VALUES = Object.values(TASK_STATES) as TaskState[];

/** What tasks can be sorted by; without it the newest come first. `refreshed`: the last refresh or run. */
export const TASK_SORT_KEYS = ['jobs', 'rate', 'overdue', 'refreshed'] as const;
export type TaskSortKey = (typeof TASK_SORT_KEYS)[number];
const TASK_SORTS = TASK_SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);
export type TaskSort = (typeof TASK_SORTS)[number];

/** The address of the task list: `/tasks?q=回访&state=calling&sort=-overdue&page=2`. Also loads in the browser. */
export const taskSearchParams = {
  q: parseAsString.withDefault(''),
  state: parseAsStringLiteral(TASK_STATE_VALUES),
  sort: parseAsStringLiteral(TASK_SORTS),
  page: parseAsInteger.withDefault(1),
};

export const loadTaskSearch = createLoader(taskSearchParams);
export const serializeTaskSearch = createSerializer(taskSearchParams);

/** The `call_tasks.task_type` of a state. */
export function taskTypeOf(state: TaskState): number {
  const entry = Object.entries(TASK_STATES).find(([, value]) => value === state);
  return Number(entry?.[0]);
}
