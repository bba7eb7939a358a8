'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function TasksError(failed: PageFailureProps) {
  const t = useTranslations('tasks.error');
  return <PageFailure {...failed} title={t('title')} text={t('text')} isHome />;
}
