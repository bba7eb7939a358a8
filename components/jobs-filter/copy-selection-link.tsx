'use client';

import { Anchor, VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { copyText } from '@/lib/browser/copy-text';

/** Copies the address of the first page of what is filtered; whoever opens it signs in. */
export function CopySelectionLink({ address }: { address: JobsAddress }) {
  const t = useTranslations('filter');
  const href = address.hrefOf({ page: 1 });
  const [copied, setCopied] = useState<{ href: string; done: boolean } | null>(null);
  const told = copied?.href === href ? copied : null;
  const copy = async () => {
    setCopied({ href, done: await copyText(new URL(href, location.href).href) });
  };
  return (
    <>
      <Anchor component="button" type="button" size="xs" onClick={() => void copy()}>
        {told?.done ? t('linkCopied') : t('copyLink')}
      </Anchor>
      <VisuallyHidden role="status">{told && (told.done ? t('linkCopied') : t('copyFailed'))}</VisuallyHidden>
    </>
  );
}
