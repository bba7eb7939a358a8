'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function AccountError(failed: PageFailureProps) {
  const t = useTranslations('account.error');
  return <PageFailure {...failed} title={t('title')} text={t('text')} />;
}
