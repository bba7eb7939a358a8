'use client';

import { IconClockPause } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';

import { compactMinute, dayOf } from '@/components/job-context/job-texts';
import { useNow } from '@/components/ui/time/use-now';
import { formatDateTime } from '@/lib/i18n/format';

import { nothingBefore } from './job-attempts';
import classes from '../frame/job-view.module.css';
import type { SelectedCall } from './use-selected-call';

/** "Nothing can change before 15:30", as the provider's next execution says; gone when the time has come. */
export function NothingBefore({
  status,
  described,
}: {
  status: string | null;
  described: SelectedCall['described'];
}) {
  const t = useTranslations('job');
  const locale = useLocale();
  const now = useNow();
  const time = nothingBefore(status, described.data ?? null, now);
  if (time === null) return null;
  return (
    <p className={classes.nothingBefore} title={formatDateTime(time, locale)}>
      <IconClockPause size={15} stroke={1.6} aria-hidden />
      <span>
        <strong>{t('nothingBefore', { time: compactMinute(time, dayOf(now), locale) })}</strong>{' '}
        {t('nothingBeforeWhy')}
      </span>
    </p>
  );
}
