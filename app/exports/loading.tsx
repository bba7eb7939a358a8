import { Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { PageHeading } from '@/components/ui/page-heading';

export default function ExportsLoading() {
  const t = useTranslations('exports');
  return (
    <div aria-busy aria-label={t('loading')}>
      <PageHeading title={t('title')} note={t('note')} />
      <Skeleton height={320} />
    </div>
  );
}
