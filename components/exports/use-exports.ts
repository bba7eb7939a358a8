import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocale } from 'next-intl';

import { postJson } from '@/lib/browser/fetch-json';
import { exportKeys } from '@/lib/exports/queries';
import type { ExportColumn, ExportFormat } from '@/lib/exports/schemas';
import type { TaskScope } from '@/lib/jobs/list/queries';

type Begun = { data: { id: string } };

/** Asks for a file of what a list shows. */
export function useStartExport(taskId: TaskScope, selection: string) {
  const client = useQueryClient();
  const locale = useLocale();
  return useMutation({
    mutationFn: async (how: { format: ExportFormat; columns: readonly ExportColumn[] }) => {
      const task_id = taskId === 'all' ? null : taskId;
      return (await postJson<Begun>('/api/exports', { task_id, query: selection, locale, ...how })).data;
    },
    networkMode: 'always',
    onSuccess: () => client.invalidateQueries({ queryKey: exportKeys.list }),
  });
}

/** Ends an export, or asks for the same once more. */
export function useSteerExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, action }: { id: string; action: 'cancel' | 'again' }) =>
      (await postJson<Begun>(`/api/exports/${id}/${action}`, {})).data,
    networkMode: 'always',
    onSettled: () => client.invalidateQueries({ queryKey: exportKeys.all }),
  });
}

export const fileAddress = (id: string) => `/api/exports/${id}/file`;
