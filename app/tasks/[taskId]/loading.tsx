import { TaskPageSkeleton } from '@/components/jobs/task-page-skeleton';

export default function TaskLoading() {
  return <TaskPageSkeleton />;
}
