'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function NumberRequestsError(failed: PageFailureProps) {
  const t = useTranslations('numbers');
  return <PageFailure {...failed} title={t('errorTitle')} text={t('errorText')} />;
}
