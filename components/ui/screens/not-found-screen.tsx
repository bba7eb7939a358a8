'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

import { StateScreen } from './state-screen';

/** One screen for what does not exist and for what belongs to another organization. */
export function NotFoundScreen() {
  const t = useTranslations('errors');
  return (
    <StateScreen isPage kind="not-found" title={t('notFound.title')} text={t('notFound.text')}>
      <Button component={Link} href="/tasks" variant="default">
        {t('home')}
      </Button>
    </StateScreen>
  );
}
