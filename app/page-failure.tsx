'use client';

import { FailureScreen } from '@/components/ui/screens/failure-screen';
import { readPageError } from '@/lib/http/page-error';

/** What Next gives an `error.tsx`. */
export type PageFailureProps = { error: unknown; retry: () => void };

/** The one screen of a page that could not be read: every `error.tsx` adds its words. */
export function PageFailure({
  error,
  ...words
}: PageFailureProps & { title?: string; text?: string; isHome?: boolean }) {
  const known = readPageError(error);
  return <FailureScreen {...words} kind={known?.kind ?? null} reference={known?.requestId ?? null} />;
}
