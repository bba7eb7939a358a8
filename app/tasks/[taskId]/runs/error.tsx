'use client';

import { useTranslations } from 'next-intl';

import { FailureScreen } from '@/components/ui/screens/failure-screen';
import { readPageError } from '@/lib/http/page-error';

export default function ReceiptsError({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('receipts.error');
  const known = readPageError(error);
  return (
    <FailureScreen
      title={t('title')}
      text={t('text')}
      kind={known?.kind ?? null}
      reference={known?.requestId ?? null}
      retry={retry}
    />
  );
}
