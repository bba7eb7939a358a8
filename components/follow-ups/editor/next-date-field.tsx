'use client';

import { Input, InputBase } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { onDemand } from '@/lib/browser/on-demand';

import classes from './follow-up-editor.module.css';
import type { NextDateProps } from './next-date-picker';

/** The calendar is as much code as half of the open job, and most jobs are read without it. */
const [NextDatePicker, loadPicker] = onDemand(
  () => import('./next-date-picker').then((module) => module.NextDatePicker),
  () => <NextDateButton busy />,
);

/** `next_follow_time`: the calendar where there is a date to show or one is to be chosen, else the button for it. */
export function NextDateField({ value, onChange }: NextDateProps) {
  const [calendar, setCalendar] = useState<'none' | 'closed' | 'opened'>('none');
  // It stays when the date is cleared.
  if (value !== null && calendar === 'none') setCalendar('closed');
  return calendar === 'none' ? (
    <NextDateButton onClick={() => setCalendar('opened')} />
  ) : (
    <NextDatePicker value={value} onChange={onChange} openAtFirst={calendar === 'opened'} />
  );
}

function NextDateButton({ busy = false, onClick }: { busy?: boolean; onClick?: () => void }) {
  const t = useTranslations('followUps');
  const fetchAhead = () => void loadPicker().catch(() => undefined);
  return (
    <InputBase
      component="button"
      type="button"
      pointer
      label={t('next')}
      className={classes.date}
      classNames={{ label: classes.label }}
      aria-haspopup="dialog"
      aria-busy={busy}
      leftSection={<IconCalendar size={16} stroke={1.6} aria-hidden />}
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      onClick={onClick}
    >
      <Input.Placeholder>{t('nextPlaceholder')}</Input.Placeholder>
    </InputBase>
  );
}
