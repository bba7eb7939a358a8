'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function InsightsError(failed: PageFailureProps) {
  const t = useTranslations('insights');
  return <PageFailure {...failed} title={t('errorTitle')} text={t('errorText')} />;
}
