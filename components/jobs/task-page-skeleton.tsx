import { Skeleton } from '@mantine/core';

import { JobsTableSkeleton } from './jobs-table-skeleton';

/** The shape of a task's page while it is read. */
export function TaskPageSkeleton() {
  return (
    <>
      <Skeleton height={18} width={280} mt={6} mb={12} />
      <Skeleton height={6} mb={24} />
      <Skeleton height={14} width={180} mb={14} />
      <Skeleton height={50} mb={6} />
      <JobsTableSkeleton />
    </>
  );
}
