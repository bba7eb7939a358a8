'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function FollowUpsError(failed: PageFailureProps) {
  const t = useTranslations('followUps.lists');
  return <PageFailure {...failed} title={t('errorTitle')} text={t('errorText')} />;
}
