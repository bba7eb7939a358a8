'use client';

import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { copyText } from '@/lib/browser/copy-text';

import classes from '@/components/receipts/receipt.module.css';

const SHOWN_MS = 2000;

/** An id that people seldom read and sometimes need: a button that copies it, with the id itself on hover. */
export function CopyNamedId({ name, id }: { name: string; id: string }) {
  const t = useTranslations('common');
  const [copied, setCopied] = useCopied();
  return (
    <button
      type="button"
      className={classes.copyNamed}
      title={id}
      onClick={() => void copyText(id).then(setCopied)}
    >
      {copied ? (
        <IconCheck size={13} stroke={2} aria-hidden />
      ) : (
        <IconCopy size={13} stroke={1.6} aria-hidden />
      )}
      {copied ? t('copied') : t('copyNamed', { name })}
    </button>
  );
}

/** Whether something has just been copied. */
function useCopied(): [boolean, (copied: boolean) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, setCopied];
}

/** The provider's RequestId with a button that copies it: what the provider's support asks for first. */
export function CopyId({ id, short = false }: { id: string; short?: boolean }) {
  const t = useTranslations('common');
  const [copied, setCopied] = useCopied();

  return (
    <span className={classes.id}>
      {t('requestId')}{' '}
      <code className={classes.code} title={id} data-short={short || undefined}>
        {id}
      </code>
      <button
        type="button"
        className={classes.copy}
        aria-label={copied ? t('copied') : t('copyRequestId')}
        title={copied ? t('copied') : t('copyRequestId')}
        onClick={() => void copyText(id).then(setCopied)}
      >
        {copied ? <IconCheck size={13} stroke={2} /> : <IconCopy size={13} stroke={1.6} />}
      </button>
    </span>
  );
}
