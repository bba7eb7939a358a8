import { queryOptions } from '@tanstack/react-query';

import type { TaskScope } from '@/lib/jobs/list/queries';
import type { GetJson } from '@/lib/values/get-json';

import type { TableLayout, TablePlace } from './columns';
import type { View } from './views';

export const layoutKey = (place: TablePlace) => ['table-layout', place] as const;
export const VIEWS_KEY = ['views'] as const;
export const labelsKey = (taskId: TaskScope) => ['label-names', taskId] as const;

export type KeptLayout = { layout: TableLayout | null };
export type Views = { views: View[] };

/** `GET /api/table-layout`: what the person chose here; the page hands it over, and the browser keeps it. */
export function layoutQuery(place: TablePlace, getJson: GetJson) {
  return queryOptions({
    queryKey: layoutKey(place),
    queryFn: ({ signal }) => getJson<KeptLayout>(`/api/table-layout?place=${place}`, { signal }),
    staleTime: Infinity,
  });
}

/** `GET /api/views`: the person's own and everybody's, by name. */
export function viewsQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: VIEWS_KEY,
    queryFn: ({ signal }) => getJson<Views>('/api/views', { signal }),
    staleTime: 60_000,
  });
}

/** `GET /api/tasks/{id}/labels`, or of all tasks: under which names the robot has noted something of late. */
export function labelsQuery(taskId: TaskScope, getJson: GetJson) {
  const path = taskId === 'all' ? '/api/jobs/labels' : `/api/tasks/${taskId}/labels`;
  return queryOptions({
    queryKey: labelsKey(taskId),
    queryFn: ({ signal }) => getJson<{ labels: string[] }>(path, { signal }),
    staleTime: 60_000,
  });
}
