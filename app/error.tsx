'use client';

import { PageFailure, type PageFailureProps } from '@/app/page-failure';
import { PublicHeader } from '@/components/shell/header';
import { Shell } from '@/components/shell/shell';

export default function RootError(failed: PageFailureProps) {
  return (
    <Shell header={<PublicHeader />} withoutTimes>
      <PageFailure {...failed} />
    </Shell>
  );
}
