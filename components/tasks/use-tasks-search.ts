'use client';

import { useSessionStorage } from '@mantine/hooks';

/** Search, state and page of the list of tasks as this tab showed it last (`?q=回访`): for the way back from a task. */
export function useTasksSearch() {
  return useSessionStorage({ key: 'callboard.tasks-search', defaultValue: '' });
}
