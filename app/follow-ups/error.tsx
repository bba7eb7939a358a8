'use client';

import { useTranslations } from 'next-intl';

import { FailureScreen } from '@/components/ui/screens/failure-screen';
import { readPageError } from '@/lib/http/page-error';

export default function FollowUpsError({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('followUps.lists');
  const known = readPageError(error);
  return (
    <FailureScreen
      title={t('errorTitle')}
      text={t('errorText')}
      kind={known?.kind ?? null}
      reference={known?.requestId ?? null}
      retry={retry}
    />
  );
}
