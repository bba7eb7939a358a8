'use client';

import { useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { MOST_VIEWS } from '@/lib/views/views';

import { viewRefusal } from './view-refusal';

/** Says why a view was not saved, in the reader's language. */
export function useViewFailure(): (error: unknown) => string {
  const t = useTranslations('views.refusals');
  const failureText = useFailureText();
  return (error) => {
    const refusal = error instanceof RequestFailed ? viewRefusal(error) : null;
    return refusal ? t(refusal, { most: MOST_VIEWS }) : failureText(error);
  };
}
