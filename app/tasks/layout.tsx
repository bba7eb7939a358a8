import { SignedInLayout } from '../signed-in-layout';

export default function TasksLayout({ children }: LayoutProps<'/tasks'>) {
  return <SignedInLayout>{children}</SignedInLayout>;
}
