import { NotFoundScreen } from '@/components/ui/screens/not-found-screen';

export default function TasksNotFound() {
  return <NotFoundScreen />;
}
