'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function ProviderError(failed: PageFailureProps) {
  const t = useTranslations('provider.error');
  return <PageFailure {...failed} title={t('title')} text={t('text')} />;
}
