import { Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { PageHeading } from '@/components/ui/page-heading';

export default function MineLoading() {
  const t = useTranslations('mine');
  return (
    <>
      <PageHeading title={t('title')} />
      <Skeleton height={320} />
    </>
  );
}
