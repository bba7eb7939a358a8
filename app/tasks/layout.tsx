import { SignedInLayout } from '../signed-in-layout';

// No loading.tsx above the pages of one task: once a skeleton has been sent, a task that is not there could neither answer
// 404 nor, now and then, end its answer at all.
export default function TasksLayout({ children }: LayoutProps<'/tasks'>) {
  return <SignedInLayout>{children}</SignedInLayout>;
}
