'use client';

import { useTranslations } from 'next-intl';

import { RequestFailed, type FailureKind } from '@/components/fetch-json';

const TOLD = [
  'network',
  'unauthenticated',
  'no_organization',
  'forbidden',
  'not_found',
  'no_jobs',
  'rate_limited',
  'database_unavailable',
  'provider_failed',
] as const satisfies readonly FailureKind[];

/** Says why a request failed, in the reader's language. */
export function useFailureText(): (error: unknown) => string {
  const t = useTranslations('errors.kinds');
  return (error) => {
    const kind = error instanceof RequestFailed ? error.kind : 'other';
    return t(TOLD.find((told) => told === kind) ?? 'other');
  };
}
