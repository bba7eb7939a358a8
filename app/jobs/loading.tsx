import { useTranslations } from 'next-intl';

import { JobsTableSkeleton } from '@/components/jobs-table/jobs-table-skeleton';
import { PageHeading } from '@/components/ui/page-heading';

export default function JobsLoading() {
  const t = useTranslations('allJobs');
  return (
    <>
      <PageHeading title={t('title')} />
      <JobsTableSkeleton />
    </>
  );
}
