import { useTranslations } from 'next-intl';

import { DefaultSkeleton } from '@/components/jobs-table/columns/default-skeleton';
import { PageHeading } from '@/components/ui/page-heading';

export default function JobsLoading() {
  const t = useTranslations('allJobs');
  return (
    <>
      <PageHeading title={t('title')} />
      <DefaultSkeleton place="all" />
    </>
  );
}
