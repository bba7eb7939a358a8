'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { copyText } from '@/lib/browser/copy-text';
import { formatDateTime } from '@/lib/i18n/format';
import type { DbId } from '@/lib/values/db-id';

import classes from './refresh.module.css';
import type { RefreshFailure } from './refresh-request';

const COPIED_MS = 2000;

/** Copies what an administrator asks for first: what failed, where and when, the provider's code and RequestId. */
export function CopyDetails({
  failure,
  taskId,
  cause,
}: {
  failure: RefreshFailure;
  taskId: DbId;
  /** In words. */
  cause: string;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => {
    const { at, code, text, requestId, traceId, receiptId } = failure;
    const lines = [
      t('refresh.details.title', { id: taskId }),
      t('refresh.details.at', { time: `${formatDateTime(at, locale)} UTC+8` }),
      t('refresh.details.cause', { cause }),
      code && t('refresh.details.code', { code: text && text !== code ? `${code} · ${text}` : code }),
      requestId && `RequestId: ${requestId}`,
      traceId && t('refresh.reference', { id: traceId }),
      receiptId && `${location.origin}/tasks/${taskId}/receipts/${receiptId}`,
    ];
    void copyText(lines.filter(Boolean).join('\n')).then(setCopied);
  };
  return (
    <button type="button" className={classes.link} onClick={copy}>
      {copied ? t('common.copied') : t('refresh.details.copy')}
    </button>
  );
}
