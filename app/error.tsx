'use client';

import { FailureScreen } from '@/components/ui/screens/failure-screen';
import { PublicHeader } from '@/components/shell/header';
import { Shell } from '@/components/shell/shell';
import { readPageError } from '@/lib/http/page-error';

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  const known = readPageError(error);
  return (
    <Shell header={<PublicHeader />} withoutTimes>
      <FailureScreen kind={known?.kind ?? null} reference={known?.requestId ?? null} retry={retry} />
    </Shell>
  );
}
