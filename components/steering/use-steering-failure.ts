'use client';

import { useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { RequestFailed } from '@/lib/browser/fetch-json';

/** How a request ended that was sent once: what the provider refused was not done; of the rest nobody knows. */
export function useSteeringFailure(): (error: unknown) => string {
  const t = useTranslations('steering.failed');
  const failureText = useFailureText();
  return (error) => {
    if (!(error instanceof RequestFailed)) return t('unknown');
    if (error.outcome === 'refused') return t('refused', { id: error.requestId ?? '-' });
    const isUnknown = error.outcome === 'unknown' || error.kind === 'network';
    return isUnknown ? t('unknown') : failureText(error);
  };
}
