'use client';

import { useTranslations } from 'next-intl';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';

export default function AuditError(failed: PageFailureProps) {
  const t = useTranslations('audit.error');
  return <PageFailure {...failed} title={t('title')} text={t('text')} />;
}
