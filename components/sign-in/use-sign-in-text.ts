'use client';

import { useTranslations } from 'next-intl';

import { useOwnAddress } from '@/lib/browser/own-address';
import type { SignInResult } from '@/lib/auth/sessions/browser';

export type SignInFailure = Extract<SignInResult, { ok: false }>;

/** Says why a sign-in was refused, and for a limit how long to wait. */
export function useSignInText(): (failure: SignInFailure) => string {
  const t = useTranslations('signIn');
  const { own } = useOwnAddress();
  return (failure) => {
    if (failure.reason === 'foreign_origin') return t('errors.foreign_origin', { own });
    if (failure.reason !== 'rate_limited') return t(`errors.${failure.reason}`);
    const seconds = Math.max(1, Math.ceil(failure.retryAfterSeconds));
    const wait =
      seconds < 60
        ? t('wait.seconds', { count: seconds })
        : t('wait.minutes', { count: Math.ceil(seconds / 60) });
    return t('errors.rate_limited', { wait });
  };
}
