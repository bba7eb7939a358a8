'use client';

import { useTranslations } from 'next-intl';

const KNOWN = ['newer_refresh', 'row_changed'] as const;

/** Why a row is superseded or invalid, in words; a reason that is not ours to translate as it came. */
export function useReasonText(): (reason: string) => string {
  const t = useTranslations('receipt.reasons');
  return (reason) => {
    const known = KNOWN.find((each) => each === reason);
    return known ? t(known) : reason;
  };
}
