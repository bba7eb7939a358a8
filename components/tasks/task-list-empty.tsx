'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

import { StateScreen } from '@/components/ui/screens/state-screen';

/** The organization has no task at all. */
export function NoTasks() {
  const t = useTranslations('tasks.empty');
  return <StateScreen kind="empty" title={t('title')} text={t('text')} />;
}

/** There are tasks, but none that the search and the filter let through. */
export function NoMatchingTasks() {
  const t = useTranslations('tasks.noMatch');
  return (
    <StateScreen kind="no-match" title={t('title')} text={t('text')}>
      <Button component={Link} href="/tasks" variant="default">
        {t('clear')}
      </Button>
    </StateScreen>
  );
}
