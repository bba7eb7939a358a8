'use client';

import { useTranslations } from 'next-intl';

import { Time } from '@/components/ui/time/time';
import { useNow } from '@/components/ui/time/use-now';

import classes from './follow-up-table.module.css';

/** When a follow-up is due; marked once that has passed, in words where the list does not tell (`told`). */
export function DueTime({ time, told }: { time: string; told: boolean }) {
  const t = useTranslations('followUps.lists');
  const past = Date.parse(time) < useNow();
  return (
    <span className={past ? classes.past : undefined} suppressHydrationWarning>
      <Time time={time} precision="minute" />
      {past && !told && <span className={classes.pastWord}> {t('past')}</span>}
    </span>
  );
}
