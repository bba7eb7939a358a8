'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { mayHaveMissed, onLive } from '@/lib/browser/live';
import { liveReader } from '@/lib/browser/live-reader';
import { formatNumber } from '@/lib/i18n/format';
import { NUMBER_REQUESTS_KEY, numberRequestCountQuery } from '@/lib/jobs/numbers/number-queries';

import classes from './header.module.css';

/** How many people wait to be allowed a number, for who may answer; it follows what is asked and answered. */
export function NumberRequestsLink() {
  const t = useTranslations('numbers');
  const locale = useLocale();
  const client = useQueryClient();
  const { data } = useQuery(numberRequestCountQuery(fetchJson));
  useEffect(() => {
    const { readWithin, end: endReading } = liveReader(
      () => void client.invalidateQueries({ queryKey: NUMBER_REQUESTS_KEY }),
    );
    const end = onLive((message) => {
      if (message.type === 'numbers' || mayHaveMissed(message)) readWithin(0);
    });
    return () => {
      end();
      endReading();
    };
  }, [client]);
  if (!data || data.openCount === 0) return null;
  const number = formatNumber(data.openCount, locale);
  return (
    <Link
      href="/number-requests"
      className={classes.requests}
      aria-label={t('countLabel', { number })}
      prefetch={false}
    >
      <span className={classes.requestsName}>{t('title')}</span>
      <b>{number}</b>
    </Link>
  );
}
