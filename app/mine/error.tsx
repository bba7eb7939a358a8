'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function MineError(failed: PageFailureProps) {
  const t = useTranslations('mine');
  return <PageFailure {...failed} title={t('errorTitle')} text={t('errorText')} />;
}
