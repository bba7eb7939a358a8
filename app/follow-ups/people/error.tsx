'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function TeamError(failed: PageFailureProps) {
  const t = useTranslations('workload');
  return <PageFailure {...failed} title={t('errorTitle')} text={t('errorText')} />;
}
