'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function JobsError(failed: PageFailureProps) {
  const t = useTranslations('jobs.error');
  return <PageFailure {...failed} title={t('title')} text={t('text')} />;
}
