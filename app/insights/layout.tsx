import type { ReactNode } from 'react';

import { SignedInLayout } from '../signed-in-layout';

export default function InsightsLayout({ children }: { children: ReactNode }) {
  return <SignedInLayout>{children}</SignedInLayout>;
}
