import { useTranslations } from 'next-intl';

import { PageHeading } from '@/components/ui/page-heading';
import { TaskTableSkeleton } from '@/components/tasks/task-table-skeleton';

export default function TasksLoading() {
  const t = useTranslations('tasks');
  return (
    <>
      <PageHeading title={t('title')} />
      <TaskTableSkeleton />
    </>
  );
}
