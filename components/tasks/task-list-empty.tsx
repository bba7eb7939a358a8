'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

import { StateScreen } from '@/components/ui/screens/state-screen';

/** The organization has no task at all. */
export function NoTasks({ mayImport }: { mayImport: boolean }) {
  const t = useTranslations('tasks.empty');
  if (!mayImport) return <StateScreen kind="empty" title={t('title')} text={t('textForOthers')} />;
  return (
    <StateScreen kind="empty" title={t('title')} text={t('text')}>
      <Button component={Link} href="/tasks/import">
        {t('fromProvider')}
      </Button>
      <Button component={Link} href="/tasks/import?from=table" variant="default">
        {t('fromTable')}
      </Button>
    </StateScreen>
  );
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
