'use client';

import { useTranslations } from 'next-intl';

import { ShortTime } from './time-ago';

/** As of when numbers are true that other programs may have changed since; nothing where they are true. */
export function CountedAsOf({ time }: { time: string | null | undefined }) {
  const t = useTranslations('common');
  if (!time) return null;
  return (
    <span title={t('countedAsOfHint')}>
      {' · '}
      {t.rich('countedAsOf', { time: () => <ShortTime time={time} /> })}
    </span>
  );
}
