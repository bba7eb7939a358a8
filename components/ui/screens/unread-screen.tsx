'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

import type { FailureKind } from '@/lib/browser/fetch-json';

import { useFailureKindText } from '../use-failure-text';
import { StateScreen } from './state-screen';

/** A page that could not be read for now: why, and another try in its place. */
export function UnreadScreen({ kind, reference }: { kind: FailureKind; reference: string }) {
  const t = useTranslations();
  const textOf = useFailureKindText();
  const router = useRouter();
  const [isTrying, startTrying] = useTransition();
  const isBusy = kind === 'busy';
  return (
    <StateScreen
      kind={isBusy ? 'busy' : 'error'}
      title={isBusy ? t('errors.busy') : t('errors.title')}
      text={
        <>
          {textOf(kind)}
          {!isBusy && (
            <>
              <br />
              {t('errors.reference', { id: reference })}
            </>
          )}
        </>
      }
    >
      <Button loading={isTrying} onClick={() => startTrying(() => router.refresh())}>
        {t('common.retry')}
      </Button>
    </StateScreen>
  );
}
