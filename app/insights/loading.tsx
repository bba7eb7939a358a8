import { Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { PageHeading } from '@/components/ui/page-heading';

export default function InsightsLoading() {
  const t = useTranslations('insights');
  return (
    <>
      <PageHeading title={t('title')} />
      <Skeleton height={320} />
    </>
  );
}
