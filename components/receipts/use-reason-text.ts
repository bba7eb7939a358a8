'use client';

import { useTranslations } from 'next-intl';

import { knownReason } from './known-reasons';

/** Why a row is superseded or invalid, or a refresh failed, in words; a text of the provider's as it came. */
export function useReasonText(): (reason: string) => string {
  const t = useTranslations('receipt.reasons');
  return (reason) => {
    const known = knownReason(reason);
    return known ? t(known.key, known.values) : reason;
  };
}
