'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

import type { FailureKind } from '@/lib/browser/fetch-json';

import { StateScreen } from './state-screen';
import { useFailureKindText } from '../use-failure-text';

/** A page that could not be read: what failed, in words, the id for the log, and another try. */
export function FailureScreen({
  title,
  text,
  kind,
  reference,
  retry,
  isHome = false,
}: {
  title?: string;
  text?: string;
  kind: FailureKind | null;
  reference: string | null;
  retry: () => void;
  /** The page that failed is the one that people would go back to. */
  isHome?: boolean;
}) {
  const t = useTranslations();
  const textOf = useFailureKindText();
  return (
    <StateScreen
      isPage
      kind="error"
      title={title ?? t('errors.title')}
      text={
        <>
          {kind && <div>{textOf(kind)}</div>}
          <div>{text ?? t('errors.text')}</div>
          {reference && <div>{t('errors.reference', { id: reference })}</div>}
        </>
      }
    >
      <Button onClick={retry}>{t('common.retry')}</Button>
      {!isHome && (
        <Button component={Link} href="/tasks" variant="default">
          {t('errors.home')}
        </Button>
      )}
    </StateScreen>
  );
}
