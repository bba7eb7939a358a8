'use client';

import { Button, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { StateScreen } from '@/components/layout/state-screen';

/** The task has never been refreshed (or not within the last 90 days). */
export function NoReceipts({ taskId }: { taskId: number }) {
  const t = useTranslations('receipts.empty');
  return (
    <StateScreen kind="empty" title={t('title')} text={t('text')}>
      <Button component={Link} href={`/tasks/${taskId}` as Route} variant="default">
        {t('open')}
      </Button>
    </StateScreen>
  );
}

/** The shape of the history, or of a receipt, while it is read. */
export function ReceiptsSkeleton() {
  const t = useTranslations('receipts');
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton height={14} width={90} mb="xs" />
      <Skeleton height={22} width={220} mb="lg" />
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} height={30} mb={14} />
      ))}
    </div>
  );
}
