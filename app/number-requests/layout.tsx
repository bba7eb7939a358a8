import type { ReactNode } from 'react';

import { SignedInLayout } from '../signed-in-layout';

export default function NumberRequestsLayout({ children }: { children: ReactNode }) {
  return <SignedInLayout>{children}</SignedInLayout>;
}
