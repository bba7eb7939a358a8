'use client';

import { useTranslations } from 'next-intl';

import { useOwnAddress } from '@/lib/browser/own-address';

import type { FailureCause } from './refresh-outcome';

/** Why a refresh failed and what to do about it, in words. `ofJob`: it was of one job, not of a page. */
export function useCauseText(ofJob = false): (cause: FailureCause) => { cause: string; advice: string } {
  const t = useTranslations('refresh');
  const { own } = useOwnAddress();
  return (cause) => {
    if (ofJob && cause === 'no_jobs') return { cause: t('job.noJobId'), advice: t('job.noJobIdAdvice') };
    if (ofJob && cause === 'provider_unknown_job') {
      return { cause: t('job.unknownJob'), advice: t('job.unknownJobAdvice') };
    }
    return {
      cause: ofJob && cause === 'not_found' ? t('job.notFound') : t(`causes.${cause}`),
      advice: cause === 'foreign_origin' ? t('advice.foreign_origin', { own }) : t(`advice.${cause}`),
    };
  };
}
