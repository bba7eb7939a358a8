import { NotFoundScreen } from '@/components/ui/screens/not-found-screen';

/** Says the same of a task that does not exist and of one that belongs to another organization. */
export default function TaskNotFound() {
  return <NotFoundScreen />;
}
