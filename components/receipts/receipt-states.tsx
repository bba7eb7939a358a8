'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { StateScreen } from '@/components/ui/screens/state-screen';

import type { DbId } from '@/lib/values/db-id';

/** The task has never been refreshed (or not within the last 90 days). */
export function NoReceipts({ taskId }: { taskId: DbId }) {
  const t = useTranslations('receipts.empty');
  return (
    <StateScreen kind="empty" title={t('title')} text={t('text')}>
      <Button component={Link} href={`/tasks/${taskId}` as Route} variant="default">
        {t('open')}
      </Button>
    </StateScreen>
  );
}
