'use client';

import { useTranslations } from 'next-intl';

import { RequestFailed, type FailureKind } from '@/lib/browser/fetch-json';
import { useOwnAddress } from '@/lib/browser/own-address';

const TOLD = [
  'network',
  'unauthenticated',
  'no_organization',
  'forbidden',
  'invalid_input',
  'not_found',
  'no_jobs',
  'rate_limited',
  'database_unavailable',
  'unfit_table',
  'busy',
  'rows_locked',
  'provider_failed',
] as const satisfies readonly FailureKind[];

/** Says what a kind of failure means, in the reader's language. */
export function useFailureKindText(): (kind: FailureKind) => string {
  const t = useTranslations('errors.kinds');
  const { own } = useOwnAddress();
  return (kind) => {
    if (kind === 'foreign_origin') return t('foreign_origin', { own });
    if (kind === 'network' && !navigator.onLine) return t('offline');
    const told = TOLD.find((known) => known === kind);
    return told ? t(told) : t('other');
  };
}

/**
 * Says why a request failed, in the reader's language; `refusal` is what `invalid_input` means to who knows the only thing
 * that can be wrong.
 */
export function useFailureText(): (error: unknown, refusal?: string) => string {
  const textOf = useFailureKindText();
  return (error, refusal) => {
    const kind = error instanceof RequestFailed ? error.kind : 'other';
    return refusal !== undefined && kind === 'invalid_input' ? refusal : textOf(kind);
  };
}
