'use client';

import { Button, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';

import { useFailureText } from '@/components/ui/use-failure-text';
import { postJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import { taskKeys } from '@/lib/jobs/list/queries';
import { MOST_REFRESHED } from '@/lib/jobs/list/page-sizes';
import type { Receipt } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

/** Refreshes the chosen rows, no more than a page has: what came of each says their receipt, which it leads to. */
export function RefreshChosen({
  taskId,
  rowIds,
}: {
  taskId: DbId;
  /** Null: all that match, which are a whole task's matter. */
  rowIds: readonly DbId[] | null;
}) {
  const t = useTranslations('bulk');
  const locale = useLocale();
  const failureText = useFailureText();
  const client = useQueryClient();
  const refreshing = useMutation({
    mutationFn: (ids: readonly DbId[]) =>
      postJson<{ receipt: Receipt }>(`/api/tasks/${taskId}/refresh-rows`, { row_ids: ids }),
    retry: false,
    networkMode: 'always',
    onSuccess: ({ receipt }) =>
      notifications.show({
        color: 'green',
        message: (
          <>
            {t('refreshed', {
              rows: formatNumber(receipt.rows.length, locale),
              updated: formatNumber(
                receipt.rows.filter(({ verdict }) => verdict === 'updated').length,
                locale,
              ),
            })}{' '}
            <Link href={`/tasks/${taskId}/receipts/${receipt.id}`}>{t('receipt')}</Link>
          </>
        ),
      }),
    onError: (error) => notifications.show({ color: 'red', message: failureText(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.task(taskId) }),
  });
  const isMany = rowIds === null || rowIds.length > MOST_REFRESHED;
  return (
    <Tooltip label={t('refreshMost', { number: formatNumber(MOST_REFRESHED, locale) })} disabled={!isMany}>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconRefresh size={14} stroke={1.6} />}
        loading={refreshing.isPending}
        aria-disabled={isMany || undefined}
        data-disabled={isMany || undefined}
        onClick={() => rowIds && !isMany && refreshing.mutate(rowIds)}
      >
        {t('refresh')}
      </Button>
    </Tooltip>
  );
}
